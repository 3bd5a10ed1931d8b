package reports

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// devtools steers a Chromium through two pipes, as its protocol has it
// (https://chromedevtools.github.io/devtools-protocol): messages of JSON, each
// with a zero byte behind it.
type devtools struct {
	t       *testing.T
	to      *os.File
	from    *bufio.Reader
	calls   int
	session string
	events  []event
}

// An event is what the browser tells unasked.
type event struct {
	Method string
	Params json.RawMessage
}

// startBrowser opens an empty page; the browser ends with the test.
func startBrowser(t *testing.T) *devtools {
	t.Helper()
	browser := findBrowser(t)
	commands, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "gander-browser")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
		"--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{commands, answers}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	commands.Close()
	answers.Close()
	d := &devtools{t: t, to: to, from: bufio.NewReaderSize(from, 1<<20)}
	t.Cleanup(func() {
		d.call("Browser.close", nil, nil)
		cmd.Wait() // it was asked to end; how it does is of no interest
		to.Close()
		from.Close()
		os.RemoveAll(profile)
	})
	from.SetReadDeadline(time.Now().Add(3 * time.Minute))
	d.attach()
	return d
}

func (d *devtools) attach() {
	var target struct{ TargetID string }
	d.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	d.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	d.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		d.call(domain+".enable", nil, nil)
	}
}

// call asks the browser for something and reads its answer.
func (d *devtools) call(method string, params, result any) {
	d.t.Helper()
	if err := d.try(method, params, result); err != nil {
		d.t.Fatalf("%s: %v", method, err)
	}
}

// try does what call does, where the browser may have nothing to answer.
func (d *devtools) try(method string, params, result any) error {
	d.t.Helper()
	d.calls++
	message := map[string]any{"id": d.calls, "method": method}
	if params != nil {
		message["params"] = params
	}
	if d.session != "" && method != "Browser.close" {
		message["sessionId"] = d.session
	}
	text, err := json.Marshal(message)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.to.Write(append(text, 0)); err != nil {
		return err
	}
	for {
		answer, ok := d.read(method)
		if !ok {
			return nil
		}
		if answer.ID != d.calls {
			continue
		}
		if answer.Error != nil {
			return errors.New(answer.Error.Message)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(answer.Result, result)
	}
}

type answer struct {
	ID     int
	Result json.RawMessage
	Error  *struct{ Message string }
	event
}

// read takes one message and keeps it if it is an event; false where the browser
// has ended because it was asked to.
func (d *devtools) read(method string) (answer, bool) {
	d.t.Helper()
	text, err := d.from.ReadBytes(0)
	if err != nil {
		if method == "Browser.close" {
			return answer{}, false
		}
		d.t.Fatalf("%s: the browser says no more: %v", method, err)
	}
	var a answer
	if err := json.Unmarshal(text[:len(text)-1], &a); err != nil {
		d.t.Fatalf("%s: %v", method, err)
	}
	if a.Method != "" {
		d.events = append(d.events, a.event)
	}
	return a, true
}

// open loads a file and waits until it is there.
func (d *devtools) open(file string) {
	d.t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		d.t.Fatal(err)
	}
	d.events = nil
	d.call("Page.navigate", map[string]any{"url": "file://" + filepath.ToSlash(path)}, nil)
	for !d.happened("Page.loadEventFired") {
		d.read("Page.navigate")
	}
}

func (d *devtools) happened(method string) bool {
	for _, e := range d.events {
		if e.Method == method {
			return true
		}
	}
	return false
}

// evaluate runs an expression in the page, waits for it if it is a promise, and
// decodes what it gives.
func (d *devtools) evaluate(expression string, result any) {
	d.t.Helper()
	var got struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	d.call("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true}, &got)
	if e := got.ExceptionDetails; e != nil {
		d.t.Fatalf("%s %s\n%.300s", e.Text, e.Exception.Description, expression)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(got.Result.Value, result); err != nil {
		d.t.Fatalf("%v in %s of %.300s", err, got.Result.Value, expression)
	}
}

// click presses the mouse at a place of the window.
func (d *devtools) click(x, y float64) {
	d.t.Helper()
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		d.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}, nil)
	}
}

// press presses a key.
func (d *devtools) press(key string) {
	d.t.Helper()
	code := map[string]int{"ArrowLeft": 37, "ArrowRight": 39, "Home": 36, "End": 35, "Enter": 13, "Tab": 9}[key]
	if code == 0 {
		d.t.Fatalf("no code of the key %s", key)
	}
	for _, kind := range []string{"rawKeyDown", "keyUp"} {
		d.call("Input.dispatchKeyEvent", map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}, nil)
	}
	if key == "Enter" {
		d.call("Input.dispatchKeyEvent", map[string]any{"type": "char", "text": "\r"}, nil)
	}
}

// complaints are errors and warnings of the console, and exceptions.
func (d *devtools) complaints() []string {
	var list []string
	for _, e := range d.events {
		switch e.Method {
		case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled":
			list = append(list, fmt.Sprintf("%s %s", e.Method, e.Params))
		}
	}
	return list
}

// fetched are the addresses that the page asked for, without those inside it.
func (d *devtools) fetched() []string {
	var list []string
	for _, e := range d.events {
		var asked struct{ Request struct{ URL string } }
		if e.Method == "Network.requestWillBeSent" && json.Unmarshal(e.Params, &asked) == nil && !strings.HasPrefix(asked.Request.URL, "data:") {
			list = append(list, asked.Request.URL)
		}
	}
	return list
}
