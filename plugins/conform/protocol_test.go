package conform_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	"gander/core/nn/num"
	"gander/plugins/conform"
	"gander/plugins/internal/wire"
	"gander/plugins/variant/data"
	pb "gander/plugins/variantpb"
)

// page is the reference of the protocol, which these tests hold against the code.
const page = "../../docs/protocol.md"

var updatePage = flag.Bool("update", false, "write the generated parts of docs/protocol.md anew")

func readPage(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// generated holds the part of the page between two marks against what it has to
// be, and writes it with -update.
func generated(t *testing.T, name, want string) {
	t.Helper()
	text := readPage(t)
	begin, end := fmt.Sprintf("<!-- %s:begin -->\n", name), fmt.Sprintf("<!-- %s:end -->", name)
	before, rest, ok1 := strings.Cut(text, begin)
	got, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("the page has no part %s", name)
	}
	if got == want {
		return
	}
	if !*updatePage {
		t.Fatalf("the part %s of docs/protocol.md is out of date (-update writes it); want\n%s", name, want)
	}
	if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Every check is on the page, under its rule.
func TestPageHasChecks(t *testing.T) {
	var want strings.Builder
	want.WriteString("| check | rule |\n| --- | --- |\n")
	for _, c := range conform.Checks() {
		fmt.Fprintf(&want, "| %s | %s |\n", c.ID, strings.ReplaceAll(c.Rule, "|", "\\|"))
	}
	generated(t, "checks", want.String())
}

// Every call, message and value of an enumeration is on the page.
func TestPageHasProtocol(t *testing.T) {
	text := readPage(t)
	mentioned := func(name protoreflect.Name) {
		if !regexp.MustCompile(`\b` + string(name) + `\b`).MatchString(text) {
			t.Errorf("the page does not mention %s", name)
		}
	}
	file := pb.File_variant_proto
	calls := file.Services().Get(0).Methods()
	for i := range calls.Len() {
		mentioned(calls.Get(i).Name())
	}
	messages := file.Messages()
	for i := range messages.Len() {
		m := messages.Get(i)
		mentioned(m.Name())
		for j := range m.Enums().Len() {
			values := m.Enums().Get(j).Values()
			for k := range values.Len() {
				mentioned(values.Get(k).Name())
			}
		}
	}
}

// Every message and call of the .proto has its comment.
func TestProtoIsExplained(t *testing.T) {
	text, err := os.ReadFile("../variantpb/variant.proto")
	if err != nil {
		t.Fatal(err)
	}
	before, found := "", 0
	for line := range strings.Lines(string(text)) {
		declared := strings.HasPrefix(line, "message ") || strings.HasPrefix(line, "  rpc ")
		if declared {
			found++
		}
		if declared && !strings.HasPrefix(strings.TrimSpace(before), "//") {
			t.Errorf("no comment above %s", line)
		}
		before = line
	}
	if want := pb.File_variant_proto.Messages().Len() + 9; found != want {
		t.Errorf("%d declarations, want %d", found, want)
	}
}

// The numbers that the page tells are those of the code.
func TestPageHasConstants(t *testing.T) {
	text := readPage(t)
	for _, want := range []string{
		wire.CookieKey, wire.CookieValue, fmt.Sprintf("messages of up to %d MiB", wire.MaxMessage>>20),
		fmt.Sprintf("messages of at most %d MiB", wire.ChunkSize>>20), fmt.Sprintf("gander: %d rows", wire.RowsPerMessage),
		fmt.Sprintf("This page is version `%d`", wire.Protocol),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// cells are the rows of the table that begins with a line, split into cells.
func cells(t *testing.T, heading string) [][]string {
	t.Helper()
	_, rest, ok := strings.Cut(readPage(t), heading+"\n")
	if !ok {
		t.Fatalf("the page has no table %s", heading)
	}
	var all [][]string
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		var row []string
		for _, c := range strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|") {
			row = append(row, strings.TrimSpace(c))
		}
		all = append(all, row)
	}
	return all[1:] // without the rule below the heading
}

// twoPoints is the file that the page shows.
func twoPoints(t *testing.T) ([]byte, data.Header) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "two.gds")
	h, err := data.Write(path, data.Header{Name: "two", Split: data.Train, Kind: data.KindPoint, DType: data.F32, Shape: []int{2}, Rows: 2},
		func(yield func(data.Sample, error) bool) {
			_ = yield(data.Sample{Point: []float32{1, -2}}, nil) && yield(data.Sample{Point: []float32{0.1, 3}}, nil)
		})
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b, h
}

// The page shows a whole file, byte by byte.
func TestPageHasFile(t *testing.T) {
	b, _ := twoPoints(t)
	var dump strings.Builder
	dump.WriteString("```\n")
	for line := range strings.Lines(hex.Dump(b)) {
		dump.WriteString(line)
	}
	dump.WriteString("```\n")
	generated(t, "file", dump.String())
}

// The table of the file's start says where a file has what.
func TestPageHasLayout(t *testing.T) {
	b, h := twoPoints(t)
	header, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	n := int(b[12]) + int(b[13])<<8
	want := map[string]func([]byte) bool{
		"`GANDERDS`":       func(b []byte) bool { return string(b) == "GANDERDS" },
		"uint32, version":  func(b []byte) bool { return bytes.Equal(b, []byte{1, 0, 0, 0}) },
		"uint32, length n": func(b []byte) bool { return bytes.Equal(b, []byte{byte(n), byte(n >> 8), 0, 0}) },
		"SHA-256 of":       func(b []byte) bool { return len(b) == 32 },
		"zero":             func(b []byte) bool { return bytes.Count(b, []byte{0}) == len(b) },
		"the header":       func(b []byte) bool { return string(bytes.TrimRight(b, " ")) == string(header) },
	}
	end, found := 0, 0
	for _, row := range cells(t, "| offset | bytes | what |") {
		offset, err := strconv.Atoi(row[0])
		if err != nil { // the last row, of the zeros
			break
		}
		length, err := strconv.Atoi(row[1])
		if row[1] == "n" {
			length, err = n, nil
		}
		if err != nil || offset != end {
			t.Fatalf("row %v begins at %d, not at %d: %v", row, offset, end, err)
		}
		for begins, fits := range want {
			if strings.HasPrefix(row[2], begins) {
				found++
				if !fits(b[offset : offset+length]) {
					t.Errorf("row %v does not fit % x", row, b[offset:offset+length])
				}
			}
		}
		end = offset + length
	}
	if found != len(want) || end != 64+n {
		t.Errorf("the table has %d of %d rows and ends at %d of %d", found, len(want), end, 64+n)
	}
}

// Every key of a header is on the page, and every section.
func TestPageHasHeader(t *testing.T) {
	text, err := json.Marshal(data.Header{
		Licence: "l", Classes: []string{"c"}, Attributes: []string{"a"}, Domains: []string{"d"}, Groups: 1, Clips: 1,
		Modes: [][]float64{{1}}, ModeStd: 1, Source: "s", Transform: "t", Augment: &data.Augment{Flip: true, Crop: 1, Jitter: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(text, &keys); err != nil {
		t.Fatal(err)
	}
	table := fmt.Sprint(cells(t, "| key | what |"))
	for key := range keys {
		if !strings.Contains(table, "`"+key+"`") {
			t.Errorf("the table of the header has no key %s", key)
		}
	}
	var sections []string
	for _, row := range cells(t, "| section | there if | content |") {
		sections = append(sections, strings.Trim(row[0], "`"))
	}
	if got := strings.Join(sections, " "); got != "rows labels attributes domains groups clips" {
		t.Errorf("the sections are %s", got)
	}
}

// The vectors of random numbers on the page are those of package num.
func TestPageHasVectors(t *testing.T) {
	text, err := os.ReadFile("../../core/nn/num/testdata/vectors.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("```\n")
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "# functions") {
			break
		}
		if !strings.HasPrefix(line, "#") {
			want.WriteString(line)
		}
	}
	want.WriteString("```\n")
	generated(t, "vectors", want.String())
}

// words reads numbers in hexadecimal.
func words(t *testing.T, text string) []uint32 {
	t.Helper()
	var all []uint32
	for _, w := range strings.Fields(text) {
		v, err := strconv.ParseUint(w, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, uint32(v))
	}
	return all
}

func TestPageHasPhilox(t *testing.T) {
	rows := cells(t, "| counter | key | words |")
	if len(rows) != 3 {
		t.Fatalf("%d known answers", len(rows))
	}
	for _, row := range rows {
		got := num.Philox4x32([4]uint32(words(t, row[0])), [2]uint32(words(t, row[1])))
		if want := [4]uint32(words(t, row[2])); got != want {
			t.Errorf("%v gives %08x", row, got)
		}
	}
	for _, row := range cells(t, "| name | h |") {
		h := fnv.New64a()
		for word := range strings.SplitSeq(row[0], ", ") {
			h.Write([]byte(word + "\x00"))
		}
		if got := fmt.Sprintf("%016x", h.Sum64()); got != row[1] {
			t.Errorf("%v: the hash is %s", row, got)
		}
	}
}

func TestPageHasOrder(t *testing.T) {
	rows := cells(t, "| rows | seed | name | first draw | draws |")
	if len(rows) == 0 {
		t.Fatal("no draws")
	}
	for _, row := range rows {
		n, err1 := strconv.Atoi(row[0])
		seed, err2 := strconv.ParseUint(row[1], 10, 64)
		first, err3 := strconv.ParseUint(row[3], 10, 64)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(row, err1, err2, err3)
		}
		draws := make([]int, len(strings.Fields(row[4])))
		data.NewBatches(n, seed, strings.Split(row[2], ", ")...).At(first, draws)
		if got := strings.Trim(fmt.Sprint(draws), "[]"); got != row[4] {
			t.Errorf("%v: the draws are %s", row, got)
		}
	}
}
