package sdk

import (
	"bytes"
	"encoding/json"
	"log"
	"log/slog"
	"testing"
	"time"
)

// The three keys are what go-plugin's hosts parse; all values are strings, or
// an old host panics.
func TestLog(t *testing.T) {
	before := slog.Default()
	defer slog.SetDefault(before)
	var out bytes.Buffer
	logTo(&out)
	slog.Warn("slow", "step", 3, slog.Group("in", "time", "t"))
	log.Print("the old way")
	lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte{'\n'})
	if len(lines) != 2 {
		t.Fatalf("two records make %d lines: %s", len(lines), &out)
	}
	for i, want := range []struct{ level, message string }{{"warn", "slow"}, {"info", "the old way"}} {
		var record map[string]any
		if err := json.Unmarshal(lines[i], &record); err != nil {
			t.Fatal(err)
		}
		if record["@level"] != want.level || record["@message"] != want.message {
			t.Errorf("record is %v, want level %q and message %q", record, want.level, want.message)
		}
		stamp, _ := record["@timestamp"].(string)
		if _, err := time.Parse("2006-01-02T15:04:05.000000Z07:00", stamp); err != nil {
			t.Errorf("timestamp: %v", err)
		}
	}
	var record struct {
		Step int
		In   struct{ Time string }
	}
	if err := json.Unmarshal(lines[0], &record); err != nil || record.Step != 3 || record.In.Time != "t" {
		t.Errorf("attributes are %+v, %v", record, err)
	}
}
