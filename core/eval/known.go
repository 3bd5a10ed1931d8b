package eval

// A family is what published weights are, by which scores may bear the names
// that are defined by them.
type family string

// inception is Inception of 2015-12-05, on which FID, KID and IS are defined.
const inception family = "inception-2015-12-05"

// knownWeights are the SHA-256 of files with weights that reserved names are
// defined by. A conversion of them to another format is another file, and named
// for what it is: nobody here can tell whether it computes the same.
var knownWeights = map[string]family{
	// pt_inception-2015-12-05-6726825d.pth of pytorch-fid, and the same bytes as
	// weights-inception-2015-12-05-6726825d.pth of torch-fidelity.
	"6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2": inception,
}

// reservedNames are what statistics are called by the features of a family.
var reservedNames = map[family]map[string]string{
	inception: {"FD": "FID", "KD": "KID"},
}

// named is what a statistic is called.
func (f family) named(statistic string) string {
	if name := reservedNames[f][statistic]; name != "" {
		return name
	}
	return statistic
}

// panel gives distances in the network's features, under keys that end in its
// name: kd_lenet.
func (n *Network) panel() panel {
	return panel{
		name: n.Name(), suffix: "_" + n.id, distances: true,
		known: knownWeights[n.hash], extractors: []extractor{n},
	}
}
