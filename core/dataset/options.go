package dataset

import (
	"fmt"
	"slices"

	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// The options that sources of pictures share.
const (
	optionSize            = "size"
	optionCrop            = "crop"
	optionPad             = "pad"
	optionFill            = "fill"
	optionFit             = "fit"
	optionFilter          = "filter"
	optionChannels        = "channels"
	optionClasses         = "classes"
	optionAttributes      = "attributes"
	optionDomainClass     = "domains.class"
	optionDomainAttribute = "domains.attribute"
	optionDomainFolder    = "domains.folder"
	optionLimit           = "limit"
	optionValidation      = "split.validation"
	optionTest            = "split.test"
	optionSeed            = "split.seed"
	optionOnError         = "on_error"
	optionFlip            = "augment.flip"
	optionShift           = "augment.crop"
	optionJitter          = "augment.jitter"
)

// What fit and on_error can be.
const (
	fitCrop    = "crop"
	fitPad     = "pad"
	fitStretch = "stretch"

	onErrorStop = "stop"
	onErrorSkip = "skip"

	asTheyAre = "as they are"
	grey      = "grey"
	colour    = "colour"
)

// pictureOptions says which of the shared options a source takes.
type pictureOptions struct {
	size       int64  // by default; 0 leaves pictures as large as they are
	channels   string // by default
	classes    bool   // there may be any
	attributes bool
	domains    bool // there are domains of its own, so that no others can be chosen
	folders    bool // classes are folders
	files      bool // every picture is a file, which may be damaged
}

// with lists the source's own options, then the shared ones.
func (o pictureOptions) with(own ...variant.ParamSpec) []variant.ParamSpec {
	all := append(own, o.shaping()...)
	all = append(all, o.choosing()...)
	all = append(all, dividing()...)
	if o.files {
		all = append(all, variant.ParamSpec{Name: optionOnError, Kind: variant.String, Default: onErrorStop,
			Choices: []string{onErrorStop, onErrorSkip}, Doc: "what to do about pictures that cannot be read: name them all and stop, or name them and leave them out"})
	}
	return append(all, augmenting()...)
}

func (o pictureOptions) shaping() []variant.ParamSpec {
	sizeDoc, least := "height and width in pixels", 1.0
	if o.size == 0 {
		sizeDoc, least = sizeDoc+"; 0 leaves them as they are", 0
	}
	return []variant.ParamSpec{
		{Name: optionSize, Kind: variant.Int, Default: o.size, Min: variant.Bound(least), Max: variant.Bound(1024), Doc: sizeDoc},
		{Name: optionCrop, Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1 << 16),
			Doc: "side of the centred square, in pixels, to cut out of each picture before anything else; 0 for none"},
		{Name: optionFit, Kind: variant.String, Default: fitCrop, Choices: []string{fitCrop, fitPad, fitStretch},
			Doc: "how a picture becomes square: cut to its largest centred square, padded, or stretched"},
		{Name: optionPad, Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1024),
			Doc: "pixels to add on every side before resizing"},
		{Name: optionFill, Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(255),
			Doc: "what to pad with, from black, 0, to white, 255"},
		{Name: optionFilter, Kind: variant.String, Default: string(media.Bicubic), Choices: media.Filters,
			Doc: "filter of resizing; all but nearest are antialiased and agree with Pillow to the bit"},
		{Name: optionChannels, Kind: variant.String, Default: o.channels, Choices: o.channelChoices(),
			Doc: "grey (ITU-R BT.601) or colour"},
	}
}

// channelChoices leaves "as they are" to sources whose pictures are all alike.
func (o pictureOptions) channelChoices() []string {
	if o.channels == asTheyAre {
		return []string{asTheyAre, grey, colour}
	}
	return []string{grey, colour}
}

func (o pictureOptions) choosing() []variant.ParamSpec {
	var all []variant.ParamSpec
	list := func(name, doc string) {
		all = append(all, variant.ParamSpec{Name: name, Kind: variant.List, Default: []string{}, Doc: doc})
	}
	if o.classes {
		list(optionClasses, "classes to keep, in this order; none for all")
	}
	if o.attributes {
		list(optionAttributes, "attributes to keep, in this order; none for all")
	}
	if o.classes && !o.domains {
		list(optionDomainClass, "classes that are the domains; pictures of others are left out")
	}
	if o.attributes && !o.domains {
		all = append(all, variant.ParamSpec{Name: optionDomainAttribute, Kind: variant.String, Default: "",
			Doc: "divide the pictures into two domains, without and with this attribute"})
	}
	if o.folders {
		all = append(all, variant.ParamSpec{Name: optionDomainFolder, Kind: variant.Bool, Default: false,
			Doc: "every class folder is a domain"})
	}
	return all
}

func dividing() []variant.ParamSpec {
	return []variant.ParamSpec{
		{Name: optionLimit, Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1 << 30),
			Doc: "most rows to keep of each split, chosen by the seed; 0 for all"},
		{Name: optionValidation, Kind: variant.Float, Default: 0.1, Min: variant.Bound(0.0001), Max: variant.Bound(0.5),
			Doc: "share of each class for validation, where the data has no split for it"},
		{Name: optionTest, Kind: variant.Float, Default: 0.1, Min: variant.Bound(0.0001), Max: variant.Bound(0.5),
			Doc: "share of each class for the test, where the data has no split for it"},
		{Name: optionSeed, Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1<<31 - 1),
			Doc: "seed of split and limit, apart from the seeds of runs"},
	}
}

func augmenting() []variant.ParamSpec {
	return []variant.ParamSpec{
		{Name: optionFlip, Kind: variant.Bool, Default: false, Doc: "mirror every second draw of training, left to right"},
		{Name: optionShift, Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(255),
			Doc: "move each draw of training by up to so many pixels along both axes, repeating the edge"},
		{Name: optionJitter, Kind: variant.Float, Default: 0.0, Min: variant.Bound(0), Max: variant.Bound(1),
			Doc: "change contrast and brightness of each draw of training by up to this share"},
	}
}

// augmentation is what the header tells learners; nil for nothing.
func augmentation(p variant.Params) *data.Augment {
	a := data.Augment{Flip: p.Bool(optionFlip), Crop: p.Int(optionShift), Jitter: p.Float(optionJitter)}
	if a == (data.Augment{}) {
		return nil
	}
	return &a
}

// check finds what contradicts itself in the shared options.
func (o pictureOptions) check(p variant.Params) []*variant.ParamError {
	var problems []*variant.ParamError
	problem := func(name, format string, args ...any) {
		problems = append(problems, &variant.ParamError{Name: name, Problem: fmt.Sprintf(format, args...)})
	}
	for _, name := range []string{optionClasses, optionAttributes, optionDomainClass} {
		if twice := firstRepeated(given(p, name)); twice != "" {
			problem(name, "has %q twice", twice)
		}
	}
	if n := len(given(p, optionDomainClass)); n == 1 {
		problem(optionDomainClass, "is a single class; domains are two or more")
	}
	if ways := domainWays(p); len(ways) > 1 {
		problem(ways[1], "and %s both say what the domains are", ways[0])
	}
	if p.Float(optionValidation)+p.Float(optionTest) >= 1 {
		problem(optionTest, "and %s leave nothing to train on", optionValidation)
	}
	return append(problems, checkShift(p)...)
}

// checkShift refuses to move pictures by as much as they are large.
func checkShift(p variant.Params) []*variant.ParamError {
	if size := p.Int(optionSize); size > 0 && p.Int(optionShift) >= size {
		return []*variant.ParamError{{Name: optionShift,
			Problem: fmt.Sprintf("is %d, not less than the %d pixels of a picture", p.Int(optionShift), size)}}
	}
	return nil
}

// checkNames refuses a list that repeats a name or has one that is not there.
// Pictures may be without attributes, not without a class.
func checkNames(p variant.Params, option string, there []string) []*variant.ParamError {
	list := p.List(option)
	_, err := subset(option, list, there)
	if err == nil && firstRepeated(list) == "" && (len(list) > 0 || option != optionClasses) {
		return nil
	}
	return []*variant.ParamError{{Name: option, Problem: "are to be different ones of " + quoted(there)}}
}

// given is a list that the source may not take at all.
func given(p variant.Params, name string) []string {
	list, _ := p[name].([]string)
	return list
}

func firstRepeated(list []string) string {
	for i, s := range list {
		if slices.Contains(list[:i], s) {
			return s
		}
	}
	return ""
}

// domainWays are the options that say what the domains are.
func domainWays(p variant.Params) []string {
	var ways []string
	if len(given(p, optionDomainClass)) > 0 {
		ways = append(ways, optionDomainClass)
	}
	if a, _ := p[optionDomainAttribute].(string); a != "" {
		ways = append(ways, optionDomainAttribute)
	}
	if folder, _ := p[optionDomainFolder].(bool); folder {
		ways = append(ways, optionDomainFolder)
	}
	return ways
}
