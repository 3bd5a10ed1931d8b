package sdk

import (
	"context"
	"os"
	"sync"

	"google.golang.org/grpc/stats"
)

// prints leads what a variant prints to the process's own files. Once it serves,
// go-plugin puts pipes in place of os.Stdout and os.Stderr, and forwards what
// comes out of them in a call that breaks off when the process ends: the last
// lines, those that tell why, would be lost. It is one of the server's
// stats.Handlers.
type prints struct {
	stdout, stderr *os.File
	restored       sync.Once
}

// newPrints keeps the files that are there before go-plugin serves.
func newPrints() *prints { return &prints{stdout: os.Stdout, stderr: os.Stderr} }

// TagConn puts the files back when the host connects: go-plugin has replaced them
// by then, and no call of the variant has come yet.
func (p *prints) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context {
	p.restored.Do(func() { os.Stdout, os.Stderr = p.stdout, p.stderr })
	return ctx
}

// HandleConn, TagRPC and HandleRPC complete stats.Handler.
func (p *prints) HandleConn(context.Context, stats.ConnStats) {}

func (p *prints) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (p *prints) HandleRPC(context.Context, stats.RPCStats) {}
