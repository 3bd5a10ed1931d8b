// Package media draws: contact sheets, scatter plots, and images in other
// sizes and on disk.
//
// Its images are plain bytes, eight bits a channel, rows from the top, channels
// interleaved. Equal inputs give equal bytes.
package media
