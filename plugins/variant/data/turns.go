package data

// Turn says what step number step of a learner draws from when it learns from
// several datasets by turns, as StarGAN does: the dataset, counted from 0, and the
// number of the batch from it. Every dataset wraps its epochs on its own.
func Turn(step uint64, datasets int) (dataset int, batch uint64) {
	n := uint64(datasets)
	return int(step % n), step / n
}

// DomainBatches are the orders in which the domains of a file are drawn from, one
// each: of the stream (dataset, domain, "batches"), so that domains of different
// sizes wrap their epochs each on its own. It panics if a domain has no rows.
func DomainBatches(f *File, seed uint64, dataset string) []*Batches {
	all := make([]*Batches, len(f.header.Domains))
	for d, name := range f.header.Domains {
		all[d] = NewBatchesOf(f.InDomain(d), seed, dataset, name, "batches")
	}
	return all
}
