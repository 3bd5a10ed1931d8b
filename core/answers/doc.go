// Package answers reads a folder of pictures as answers to what a judge asks, and
// writes one.
//
// A judge asks for pictures of classes, or for images of the test split in another
// domain or with other attributes. What a picture of a folder answers is told by
// metadata.jsonl in it, a JSON object a line, or else by its folders:
//
//	{"file_name": "000000.png"}                                      nothing was asked
//	{"file_name": "000000.png", "label": "A"}                        a class
//	{"file_name": "000000.png", "source": 17, "domain": "bold"}      image 17 in a domain
//	{"file_name": "000000.png", "source": 17, "bold": true, …}       image 17 with attributes
//
//	A/anything.png   a class
//	bold/17.png      image 17 in a domain
//
// Images of the test split are counted from 0. One that is asked for in the domain
// or with the attributes that it has should stay what it is. Beside answers lies what
// belongs to them, unless a class or a domain is called so or metadata say otherwise:
//
//	back/NAME        the way back of the translation NAME
//	back-noisy/NAME  that of the translation with noise on it
//	clips/           frames of translated clips, in order; without it, translations
//	                 that are asked for as their frames
//	swapped/NAME     what the latents of the picture NAME of a class give for the next
//	                 class, or for the first one after the last
//	walks/           clips between latents: folders of frames, animations, videos
//
// With metadata the pictures are in the order of its lines, and each answers once;
// without, they are in a random order that is always the same, and translations
// answer as often as they are asked for.
package answers
