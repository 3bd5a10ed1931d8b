package sdk

import (
	"io"
	"log/slog"
	"strings"
)

// logTo makes w the destination of log/slog and of log, one JSON object a line
// with the keys that go-plugin gives them in every language.
func logTo(w io.Writer) *slog.Logger {
	l := slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: hclogKey}))
	slog.SetDefault(l)
	return l
}

// hclogTime is the one layout of time that go-plugin's hosts read.
const hclogTime = "2006-01-02T15:04:05.000000Z07:00"

func hclogKey(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	switch a.Key {
	case slog.TimeKey:
		return slog.String("@timestamp", a.Value.Time().Format(hclogTime))
	case slog.LevelKey:
		return slog.String("@level", strings.ToLower(a.Value.String()))
	case slog.MessageKey:
		return slog.String("@message", a.Value.String())
	}
	return a
}
