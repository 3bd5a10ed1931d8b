package reports

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes the comparison as GitHub-flavoured Markdown. The best mean of
// a column is bold.
func (c *Comparison) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", inMarkdown(c.Experiment.Name))
	if c.Experiment.Question != "" {
		fmt.Fprintf(&b, "%s\n\n", inMarkdown(c.Experiment.Question))
	}
	for _, answer := range c.Answers() {
		fmt.Fprintf(&b, "%s\n\n", inMarkdown(answer.String()))
	}
	for _, j := range c.Judge() {
		fmt.Fprintf(&b, "- %s\n", inMarkdown(j.String()))
	}
	b.WriteString("\n")
	for _, contest := range c.Contests {
		contest.Sparked().markdown(&b)
		if c.All {
			for _, t := range contest.Further() {
				t.markdown(&b)
			}
		}
		for _, t := range contest.beside(c.All) {
			t.markdown(&b)
		}
	}
	for _, refusal := range c.Refusals() {
		fmt.Fprintf(&b, "%s\n\n", inMarkdown(refusal))
	}
	if alarms := c.Alarms(); len(alarms) > 0 {
		b.WriteString("## Training health\n\n")
		for _, a := range alarms {
			fmt.Fprintf(&b, "- %s\n", inMarkdown(a.String()))
		}
		b.WriteString("\n")
	}
	if runs := c.Unfinished(); len(runs) > 0 {
		b.WriteString("## Runs without a result\n\n")
		for _, r := range runs {
			fmt.Fprintf(&b, "- %s on %s, seed %d: %s", inMarkdown(r.Label), inMarkdown(r.Judge()), r.Seed, r.Status)
			if r.Reason != "" {
				fmt.Fprintf(&b, ", %s", inMarkdown(r.Reason))
			}
			b.WriteString("\n")
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write comparison: %w", err)
	}
	return nil
}

func (t Table) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "## %s\n\n", inMarkdown(t.Title))
	rule := make([]string, len(t.Header))
	header := make([]string, len(t.Header))
	for i, h := range t.Header {
		header[i], rule[i] = inMarkdown(h), "---:"
	}
	rule[0] = ":---"
	writeMarkdownRow(b, header)
	writeMarkdownRow(b, rule)
	for _, r := range t.Rows {
		cells := make([]string, len(r.Cells))
		for i, cell := range r.Cells {
			cells[i] = inMarkdown(cell.String())
			if cell.Best {
				cells[i] = "**" + cells[i] + "**"
			}
		}
		writeMarkdownRow(b, cells)
	}
	b.WriteString("\n")
	for _, note := range t.Notes {
		fmt.Fprintf(b, "- %s\n", inMarkdown(note))
	}
	b.WriteString("\n")
}

func writeMarkdownRow(b *strings.Builder, cells []string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", ">", "&gt;",
	"[", `\[`, "]", `\]`, "#", `\#`, "~", `\~`, "&", "&amp;",
)

func inMarkdown(s string) string { return markdownEscapes.Replace(printable(s)) }
