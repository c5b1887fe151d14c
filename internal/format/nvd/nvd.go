// Package nvd reads vulnerability records of the National Vulnerability
// Database: the JSON of its API 2.0, the retired feeds 1.1, and lists of
// overrides in the shape of 2.0 that others keep.
//
// API 2.0: https://nvd.nist.gov/developers/vulnerabilities.
package nvd

import (
	"bufio"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

// document holds a record of either version. In 2.0 everything lies in "cve";
// in 1.1 a part of it lies beside.
type document struct {
	record
	CVE        *record     `json:"cve"`
	Annotation *annotation `json:"_annotation"`

	Configurations jsontext.Value `json:"configurations"` // 1.1, or a bare 2.0 record
	Impact         legacyImpact   `json:"impact"`
	PublishedDate  string         `json:"publishedDate"`
	ModifiedDate   string         `json:"lastModifiedDate"`
}

type record struct {
	ID           string     `json:"id"`
	Published    string     `json:"published"`
	LastModified string     `json:"lastModified"`
	Status       string     `json:"vulnStatus"`
	Tags         []cveTag   `json:"cveTags"`
	Descriptions []langText `json:"descriptions"`
	Metrics      metrics    `json:"metrics"`
	Weaknesses   []struct {
		Description []langText `json:"description"`
	} `json:"weaknesses"`
	Configured []Configuration `json:"configurations"`
	References jsontext.Value  `json:"references"`

	legacyRecord
}

type cveTag struct {
	Tags []string `json:"tags"`
}

type langText struct {
	Lang  string `json:"lang"`
	Value string `json:"value"`
}

type reference struct {
	URL  string   `json:"url"`
	Tags []string `json:"tags"`
}

// annotation is what the keeper of an override says of it.
type annotation struct {
	ID          string `json:"cve_id"`
	Description string `json:"description"`
	Reason      string `json:"reason"`
	Modified    string `json:"modified"`
}

var envelope = regexp.MustCompile(`"(CVE_Items|vulnerabilities)"\s*:`)

// Scan calls fn with each record in a stream: those of a 1.1 feed, those of a
// 2.0 page, or records that follow one another. The bytes are good until fn
// returns.
func Scan(in io.Reader, fn func(data []byte) error) error {
	buf := bufio.NewReaderSize(in, 64<<10)
	head, _ := buf.Peek(4096)
	if !envelope.Match(head) {
		return intake.ScanJSON(buf, intake.Feed, fn)
	}
	dec := jsontext.NewDecoder(buf)
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '{' {
		return broken(err)
	}
	for {
		t, err := dec.ReadToken()
		if err != nil {
			return broken(err)
		}
		if t.Kind() == '}' {
			return trailing(dec)
		}
		if name := t.String(); name != "CVE_Items" && name != "vulnerabilities" || dec.PeekKind() != '[' {
			if err := dec.SkipValue(); err != nil {
				return broken(err)
			}
			continue
		}
		if err := items(dec, fn); err != nil {
			return err
		}
	}
}

// items reads an array record by record.
func items(dec *jsontext.Decoder, fn func([]byte) error) error {
	if _, err := dec.ReadToken(); err != nil {
		return broken(err)
	}
	for dec.PeekKind() != ']' {
		v, err := dec.ReadValue()
		if err != nil {
			return broken(err)
		}
		if err := fn(v); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

func trailing(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); err != io.EOF {
		return fault.New(fault.Invalid, "something stands behind the end of the NVD page")
	}
	return nil
}

func broken(err error) error {
	if fault.Of(err) != nil {
		return err
	}
	return fault.New(fault.Invalid, "this is no whole NVD page: %v", err)
}

// Decode reads one record of either version, or an override.
func Decode(data []byte) (vuln.Record, check.Problems, error) {
	var d document
	if err := intake.JSON(data, intake.Feed, &d); err != nil {
		return vuln.Record{}, nil, err
	}
	switch {
	case d.Annotation != nil:
		return override(&d)
	case d.CVE != nil && d.CVE.Meta.ID != "":
		return legacy(&d)
	case d.CVE != nil:
		return current(d.CVE)
	}
	d.record.Configured = nil
	if len(d.Configurations) > 0 {
		if err := intake.JSON(d.Configurations, intake.Feed, &d.record.Configured); err != nil {
			return vuln.Record{}, nil, err
		}
	}
	return current(&d.record)
}

// cveID returns the id of a record, or an error where it has none.
func cveID(id string) (string, error) {
	id = ident.WeaknessID(id)
	if ident.Family(id) != "CVE" {
		return "", fault.New(fault.Invalid, "this is no NVD record: its id %q is no CVE", id)
	}
	return id, nil
}

// current reads a record of 2.0.
func current(c *record) (vuln.Record, check.Problems, error) {
	id, err := cveID(c.ID)
	if err != nil {
		return vuln.Record{}, nil, err
	}
	var ps check.Problems
	r := vuln.Record{
		Source: "nvd", ID: id, Details: english(c.Descriptions),
		Published: date(&ps, "published", c.Published), Modified: date(&ps, "lastModified", c.LastModified),
		Scores: c.Metrics.scores(&ps),
	}
	r.Summary = vuln.Brief(r.Details)
	for _, w := range c.Weaknesses {
		r.CWEs = appendCWEs(r.CWEs, w.Description)
	}
	var refs []reference
	if c.References.Kind() == '[' {
		if err := intake.JSON(c.References, intake.Feed, &refs); err != nil {
			ps.Warn("references", "nvd-references", "%v", err)
		}
	}
	r.Links = links(refs)
	r.State = state(c, r.Scores)
	r.Says = Statements(&ps, c.Configured, "nvd", id)
	return r, ps, nil
}

// override reads a record of corrections: it has configurations and little else.
func override(d *document) (vuln.Record, check.Problems, error) {
	id, err := cveID(d.Annotation.ID)
	if err != nil {
		return vuln.Record{}, nil, err
	}
	if d.CVE == nil || d.CVE.Configured == nil {
		return vuln.Record{}, nil, fault.New(fault.Invalid, "%s: the override has no configurations", id)
	}
	// What the keeper notes on the override says nothing of the weakness: it
	// must not stand where people look for a title.
	details := d.Annotation.Description
	if reason := strings.TrimSpace(d.Annotation.Reason); reason != "" {
		details = strings.TrimSpace(details + "\n\nWhy it stands in the place of the NVD's record: " + reason)
	}
	var ps check.Problems
	return vuln.Record{
		Source: "nvd-override", ID: id, Summary: vuln.Brief(d.Annotation.Description), Details: details,
		Modified: date(&ps, "_annotation.modified", d.Annotation.Modified),
		Says:     Statements(&ps, d.CVE.Configured, "nvd-override", id),
	}, ps, nil
}

func english(list []langText) string {
	for _, d := range list {
		if strings.HasPrefix(d.Lang, "en") {
			return d.Value
		}
	}
	return ""
}

func appendCWEs(out []string, list []langText) []string {
	for _, d := range list {
		if strings.HasPrefix(d.Value, "CWE-") && !contains(out, d.Value) {
			out = append(out, d.Value)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// state reads vulnStatus. "Deferred" says that nothing more will be done, also
// of records that were analysed before: these have NVD's score and are active.
func state(c *record, scores []vuln.Score) vuln.State {
	switch c.Status {
	case "Rejected":
		return vuln.Rejected
	case "Received", "Awaiting Analysis", "Undergoing Analysis":
		return vuln.Awaiting
	case "Deferred", "Not Scheduled":
		for _, s := range scores {
			if s.Source == "nvd" {
				return marked(c)
			}
		}
		return vuln.NotScheduled
	}
	return marked(c)
}

func marked(c *record) vuln.State {
	for _, t := range c.Tags {
		if contains(t.Tags, "disputed") {
			return vuln.Disputed
		}
	}
	if strings.HasPrefix(english(c.Descriptions), "** DISPUTED") {
		return vuln.Disputed
	}
	return vuln.Active
}

// layouts are the forms of time in 2.0 (UTC without saying so), 1.1 and overrides.
var layouts = []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z", time.RFC3339Nano}

func date(ps *check.Problems, path, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, text); err == nil {
			if t.Year() < 1970 {
				return time.Time{}
			}
			return t.UTC()
		}
	}
	ps.Warn(path, "nvd-date", "%q is no time", text)
	return time.Time{}
}

func links(refs []reference) []vuln.Link {
	out := make([]vuln.Link, 0, len(refs))
	for _, r := range refs {
		if r.URL != "" {
			out = append(out, vuln.Link{Kind: kind(r.Tags), URL: r.URL})
		}
	}
	return out
}

// kind returns what a link's tags say of it, the most telling first.
func kind(tags []string) string {
	for _, k := range []struct{ tag, kind string }{
		{"Patch", "fix"},
		{"Exploit", "exploit"},
		{"Vendor Advisory", "advisory"},
		{"US Government Resource", "advisory"},
		{"Third Party Advisory", "advisory"},
		{"Issue Tracking", "report"},
		{"VDB Entry", "report"},
	} {
		if contains(tags, k.tag) {
			return k.kind
		}
	}
	return "web"
}
