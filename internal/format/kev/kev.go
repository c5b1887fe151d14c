// Package kev reads CISA's catalogue of known exploited vulnerabilities, in
// either of its forms, JSON and CSV.
//
// The catalogue: https://www.cisa.gov/known-exploited-vulnerabilities-catalog.
package kev

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

// An Entry is one weakness of the catalogue: what CISA says of it in words,
// and that it is exploited.
type Entry struct {
	Record    vuln.Record // Source "kev"; its id is the CVE
	Exploited vuln.Exploited
}

// A Catalogue is the whole list.
type Catalogue struct {
	Version  string    // 2025.08.25
	Released time.Time // zero in the CSV form
	Entries  []Entry
	Refused  check.Problems // entries that could not be read
}

type catalogue struct {
	Version  string           `json:"catalogVersion"`
	Released string           `json:"dateReleased"`
	Count    *int             `json:"count"`
	List     []jsontext.Value `json:"vulnerabilities"`
}

type entry struct {
	CVE     string   `json:"cveID"`
	Vendor  string   `json:"vendorProject"`
	Product string   `json:"product"`
	Name    string   `json:"vulnerabilityName"`
	Added   string   `json:"dateAdded"`
	Text    string   `json:"shortDescription"`
	Action  string   `json:"requiredAction"`
	Due     string   `json:"dueDate"`
	Ransom  string   `json:"knownRansomwareCampaignUse"`
	Notes   string   `json:"notes"`
	CWEs    []string `json:"cwes"`
}

// Decode reads the catalogue; JSON or CSV is told by the first byte.
func Decode(data []byte) (*Catalogue, error) {
	data, err := intake.Text(data)
	if err != nil {
		return nil, err
	}
	if start := bytes.TrimLeft(data, " \t\r\n"); len(start) > 0 && start[0] == '{' {
		return decodeJSON(data)
	}
	return decodeCSV(data)
}

func decodeJSON(data []byte) (*Catalogue, error) {
	var in catalogue
	if err := intake.JSON(data, intake.Feed, &in); err != nil {
		return nil, err
	}
	if in.List == nil {
		return nil, fault.New(fault.Invalid, "this is no catalogue of exploited vulnerabilities: it has no list \"vulnerabilities\"")
	}
	c := Catalogue{Version: in.Version}
	c.Released, _ = time.Parse(time.RFC3339Nano, in.Released)
	seen := map[string]bool{}
	for i, raw := range in.List {
		var e entry
		if err := intake.JSON(raw, intake.Feed, &e); err != nil {
			c.Refused.Add(place(i), "kev-entry", "%v", err)
			continue
		}
		c.add(i, e, seen)
	}
	if in.Count != nil && *in.Count != len(in.List) {
		c.Refused.Warn("count", "kev-count", "the catalogue says %d entries and holds %d", *in.Count, len(in.List))
	}
	return &c, nil
}

func decodeCSV(data []byte) (*Catalogue, error) {
	var c Catalogue
	var columns map[string]int
	seen := map[string]bool{}
	err := intake.CSV(bytes.NewReader(data), ',', intake.Feed, func(row int, fields []string) error {
		if row == 1 {
			columns = map[string]int{}
			for i, f := range fields {
				columns[f] = i
			}
			if _, ok := columns["cveID"]; !ok {
				return fault.New(fault.Invalid, "this is no catalogue of exploited vulnerabilities: its first row names no column cveID")
			}
			return nil
		}
		get := func(name string) string {
			if i, ok := columns[name]; ok && i < len(fields) {
				return strings.Clone(fields[i])
			}
			return ""
		}
		c.add(row-2, entry{
			CVE: get("cveID"), Vendor: get("vendorProject"), Product: get("product"), Name: get("vulnerabilityName"),
			Added: get("dateAdded"), Text: get("shortDescription"), Action: get("requiredAction"), Due: get("dueDate"),
			Ransom: get("knownRansomwareCampaignUse"), Notes: get("notes"),
			CWEs: strings.FieldsFunc(get("cwes"), func(r rune) bool { return r == ',' || r == ' ' }),
		}, seen)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if columns == nil {
		return nil, fault.New(fault.Invalid, "the catalogue is empty")
	}
	return &c, nil
}

// add takes an entry that names a CVE and the day it was added.
func (c *Catalogue) add(i int, e entry, seen map[string]bool) {
	id := ident.WeaknessID(e.CVE)
	added, err := time.Parse(time.DateOnly, e.Added)
	switch {
	case ident.Family(id) != "CVE":
		c.Refused.Add(place(i), "kev-id", "%q is no CVE id", e.CVE)
		return
	case err != nil:
		c.Refused.Add(place(i), "kev-date", "%s: %q is no date", id, e.Added)
		return
	case seen[id]:
		c.Refused.Add(place(i), "kev-twice", "%s stands in the catalogue twice", id)
		return
	}
	seen[id] = true
	var cwes []string
	for _, w := range e.CWEs {
		if strings.HasPrefix(w, "CWE-") {
			cwes = append(cwes, w)
		}
	}
	c.Entries = append(c.Entries, Entry{
		Record: vuln.Record{
			Source: "kev", ID: id, Summary: e.Name, Details: e.Text, Published: added, CWEs: cwes, Links: noted(e.Notes),
		},
		Exploited: vuln.Exploited{
			Added: e.Added, Due: e.Due, Ransomware: strings.EqualFold(e.Ransom, "Known"), Name: e.Name, Action: e.Action,
		},
	})
}

// AsOf returns the moment of the release, or the day of the newest entry where
// the release is not told.
func (c *Catalogue) AsOf() time.Time {
	newest := c.Released
	if newest.IsZero() {
		for _, e := range c.Entries {
			if e.Record.Published.After(newest) {
				newest = e.Record.Published
			}
		}
	}
	return newest.UTC()
}

// noted returns the links among the notes, which are split by semicolons.
func noted(notes string) []vuln.Link {
	var out []vuln.Link
	for _, n := range strings.Split(notes, ";") {
		if i := strings.Index(n, "http"); i >= 0 {
			out = append(out, vuln.Link{Kind: "web", URL: strings.TrimSpace(n[i:])})
		}
	}
	return out
}

func place(i int) string { return "vulnerabilities[" + strconv.Itoa(i) + "]" }
