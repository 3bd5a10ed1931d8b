package dataset

import (
	"path/filepath"
	"strings"

	"gander/plugins/variant"
)

// catalogue is the named datasets, with lengths and SHA-256 of their publishers.
var catalogue = []Named{
	mnistLike("mnist", "70,000 handwritten digits, 28×28 grey", "CC BY-SA 3.0", "http://yann.lecun.com/exdb/mnist/", nil,
		[]string{"https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"},
		[4]int64{9912422, 28881, 1648877, 4542}, [4]string{
			"440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
			"3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
			"8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
			"f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
		}, [4]string{}),
	mnistLike("fashion-mnist", "70,000 articles of clothing, 28×28 grey, 10 classes", "MIT (Zalando)", "https://github.com/zalandoresearch/fashion-mnist",
		[]string{"t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"},
		[]string{"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"},
		[4]int64{26421880, 29515, 4422102, 5148}, [4]string{
			"3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
			"a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
			"346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
			"67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
		}, [4]string{
			"c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
			"bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
			"5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
			"0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
		}),
	mnistLike("kmnist", "70,000 cursive Japanese characters, 28×28 grey, 10 classes", "CC BY-SA 4.0", "http://codh.rois.ac.jp/kmnist/",
		[]string{"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"},
		[]string{"http://codh.rois.ac.jp/kmnist/dataset/kmnist/"},
		[4]int64{18165135, 29497, 3041136, 5120}, [4]string{
			"51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
			"e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
			"edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
			"20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
		}, [4]string{}),
	emnist,
	cifarLike("cifar10", "60,000 photographs, 32×32 colour, 10 classes", "cifar-10-binary.tar.gz", 170052171,
		"c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", nil),
	cifarLike("cifar100", "60,000 photographs, 32×32 colour, 100 classes in 20 superclasses", "cifar-100-binary.tar.gz", 168513733,
		"58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec", cifarOwn()),
	{
		Name: "celeba", Summary: "202,599 faces with 40 attributes, 178×218 colour", Licence: celebaLicence,
		Home: "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
		Files: []File{
			{Name: celebaPictures + ".zip", Bytes: 1443490838, SHA256: "46fb89443c578308acf364d7d379fe1b9efb793042c0af734b6112e4fd3a8c74"},
			{Name: celebaAttributes, Bytes: 26721026, SHA256: "f0e5da289d5ccf75ffe8811132694922b60f2af59256ed362afa03fefba324d0"},
			{Name: celebaPartition, Bytes: 2836386, SHA256: "fc955bcb3ef8fbdf7d5640d9a8693a8431b5f2ee291a5c1449a1549e7e073fe7"},
		},
		tasks: celebaSource{}.About().Tasks, shared: celebaOptions, collect: collectCelebA,
	},
	cycleGAN("horse2zebra", "horses and zebras", "horse", "zebra", 116867962, "a74d9d392eecca9966b51287a76ca126af473d9de4f3e8fc0e9cda08fa1730a1"),
	cycleGAN("apple2orange", "apples and oranges", "apple", "orange", 78456409, "845a191e9af8926408ea597001cd03a452e3300a1f44a79fe329b3d59f6e3eb8"),
	cycleGAN("facades", "façades and their plans", "facade", "plan", 35135868, "9a31ebf3a31b9b5cd195dd5bf62e9308e00cb94604d1019e3889ac84248695c0"),
	cycleGAN("monet2photo", "paintings of Monet and landscapes", "monet", "photo", 305231073, "88f91b00fc228f97c9411fbf1880ec1d119c98f1722e4cfcfaa2fb35fac05b04"),
	cycleGAN("summer2winter_yosemite", "Yosemite in summer and in winter", "summer", "winter", 132640856, "167fe1726807a9d22bd106b4a6c0bd7953b688af924ac1bf967439c4961e49f9"),
}

var labelled = []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain}

func mnistLike(name, summary, licence, home string, classes, urls []string, bytes [4]int64, sums, unpacked [4]string) Named {
	d := Named{Name: name, Summary: summary, Licence: licence, Home: home, tasks: labelled, shared: idxOptions}
	for i, file := range []string{"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"} {
		f := File{Name: file, Bytes: bytes[i], SHA256: sums[i], Unpacked: unpacked[i]}
		for _, u := range urls {
			f.URLs = append(f.URLs, u+file)
		}
		d.Files = append(d.Files, f)
	}
	d.collect = func(dir string, _ variant.Params) (collection, func() error, error) {
		return collectIDX(dir, "", false, classes)
	}
	return d
}

// collectIDX opens the IDX files of a folder or an archive.
func collectIDX(place, part string, transposed bool, classes []string) (collection, func() error, error) {
	t, err := openTree(place)
	if err != nil {
		return collection{}, nil, err
	}
	pairs, err := idxPairs(t, part)
	if err != nil {
		return collection{}, t.close, err
	}
	c, err := idxCollection(t, pairs, transposed, classes)
	return c, t.close, err
}

// emnistClasses are the characters of each set, by label; that of letters begins
// with 1.
var emnistClasses = map[string]string{
	"balanced": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt",
	"bymerge":  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt",
	"byclass":  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
	"letters":  "?ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"digits":   "0123456789",
	"mnist":    "0123456789",
}

var emnist = Named{
	Name: "emnist", Summary: "up to 814,255 handwritten letters and digits, 28×28 grey, in six sets", Licence: "public domain (NIST)",
	Home: "https://www.nist.gov/itl/products-and-services/emnist-dataset",
	Files: []File{{Name: "gzip.zip", Bytes: 561753746, SHA256: "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
		URLs: []string{"https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip"}}},
	tasks: labelled, shared: idxOptions,
	options: []variant.ParamSpec{{Name: "set", Kind: variant.String, Default: "balanced",
		Choices: []string{"balanced", "bymerge", "byclass", "letters", "digits", "mnist"}, Doc: "which of the six sets"}},
	collect: func(dir string, p variant.Params) (collection, func() error, error) {
		set := p.String("set")
		return collectIDX(filepath.Join(dir, "gzip.zip"), "emnist-"+set+"-", true, strings.Split(emnistClasses[set], ""))
	},
}

func cifarLike(name, summary, file string, bytes int64, sum string, own []variant.ParamSpec) Named {
	return Named{
		Name: name, Summary: summary, Licence: "no licence stated; research use", Home: "https://www.cs.toronto.edu/~kriz/cifar.html",
		Files: []File{{Name: file, Bytes: bytes, SHA256: sum, URLs: []string{"https://www.cs.toronto.edu/~kriz/" + file}}},
		tasks: labelled, shared: cifarOptions, options: own,
		collect: func(dir string, p variant.Params) (collection, func() error, error) {
			labels, _ := p[optionLabels].(string) // CIFAR-10 has no such option
			c, err := openCIFAR(filepath.Join(dir, file), labels)
			return c, nil, err
		},
	}
}

func collectCelebA(dir string, _ variant.Params) (collection, func() error, error) {
	f, err := openCelebA(dir)
	if err != nil {
		return collection{}, nil, err
	}
	c, err := f.collection()
	return c, f.close, err
}

func cycleGAN(name, summary, a, b string, bytes int64, sum string) Named {
	file := name + ".zip"
	return Named{
		Name: name, Summary: summary + ", two domains that do not correspond", Licence: "no licence stated; research use",
		Home: "https://junyanz.github.io/CycleGAN/",
		Files: []File{{Name: file, Bytes: bytes, SHA256: sum, URLs: []string{
			"https://efrosgans.eecs.berkeley.edu/cyclegan/datasets/" + file,
			"https://people.eecs.berkeley.edu/~taesung_park/CycleGAN/datasets/" + file,
		}}},
		tasks: unpairedSource{}.About().Tasks, shared: unpairedOptions,
		collect: func(dir string, _ variant.Params) (collection, func() error, error) {
			t, err := openTree(filepath.Join(dir, file))
			if err != nil {
				return collection{}, nil, err
			}
			names, err := t.files(".")
			if err != nil {
				return collection{}, t.close, err
			}
			c, err := unpairedCollection(t, pictureNames(names), []string{a, b})
			return c, t.close, err
		},
	}
}
