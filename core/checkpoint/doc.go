// Package checkpoint reads and writes tensors as safetensors files.
//
// A file is the length of the header in eight bytes (little endian), the
// header in JSON, then the tensors' numbers, little endian and row-major,
// without gaps. The header maps a tensor's name to its dtype, its shape and
// where its bytes begin and end, counted from the end of the header:
//
//	{"generator.0.weight":{"dtype":"F32","shape":[64,128],"data_offsets":[0,32768]}}
//
// It is padded with spaces to a multiple of eight. The format is Hugging
// Face's (https://github.com/huggingface/safetensors), so the files open in
// Python, Rust and JavaScript as they are.
//
// The bytes of a file are a function of its tensors alone: wide types come
// before narrow ones, so that every tensor is aligned, then names decide.
// The reader trusts nothing: it refuses headers above 100 MB, unknown fields
// and dtypes, names given twice, holes, overlaps and sizes that overflow.
package checkpoint
