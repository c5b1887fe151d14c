// Grypedb makes a database for grype of advisories in OSV's form, so that it
// can be measured on the same data as Aceso: grypedb OSV-DIRECTORY OUT-DIRECTORY.
// It is no part of the program; scripts/peers.sh builds it beside grype.
package main

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	db "github.com/anchore/grype/grype/db/v6"
	"github.com/anchore/grype/grype/vulnerability"
	_ "github.com/glebarez/sqlite"
)

// record is what is needed of an advisory (OSV schema 1.6).
type record struct {
	ID, Summary, Details string
	Published, Modified  time.Time
	Aliases              []string
	Severity             []struct{ Type, Score string }
	References           []struct{ URL string }
	Affected             []struct {
		Package struct{ Ecosystem, Name string }
		Ranges  []struct {
			Events []struct{ Introduced, Fixed string }
		}
	}
}

// kinds are what grype calls an ecosystem, and how it orders its versions.
var kinds = map[string][2]string{
	"npm": {"npm", "semver"}, "PyPI": {"python", "python"}, "Maven": {"java-archive", "maven"}, "Go": {"go-module", "go"},
	"crates.io": {"rust-crate", "semver"}, "Debian": {"deb", "dpkg"}, "Alpine": {"apk", "apk"},
}

func main() {
	if err := build(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build(in, out string) error {
	store, err := db.NewWriter(db.Config{DBDirPath: out})
	if err != nil {
		return err
	}
	if err := store.SetDBMetadata(); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(in, "*", "all.zip"))
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := ecosystem(store, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return store.Close()
}

const batch = 2000

func ecosystem(store db.ReadWriter, name string) error {
	z, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer z.Close()
	var weak []*db.VulnerabilityHandle
	var affected []*db.AffectedPackageHandle
	flush := func() error {
		if err := store.AddVulnerabilities(weak...); err != nil {
			return err
		}
		if err := store.AddAffectedPackages(affected...); err != nil {
			return err
		}
		weak, affected = nil, nil
		return nil
	}
	for _, f := range z.File {
		r, err := read(f)
		if err != nil {
			return err
		}
		v := handle(r)
		weak = append(weak, v)
		affected = append(affected, packages(r, v)...)
		if len(weak) == batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func read(f *zip.File) (record, error) {
	var r record
	in, err := f.Open()
	if err != nil {
		return r, err
	}
	defer in.Close()
	return r, json.NewDecoder(in).Decode(&r)
}

var captured = time.Now().UTC()

func handle(r record) *db.VulnerabilityHandle {
	v := &db.VulnerabilityHandle{
		Name: r.ID, Status: db.VulnerabilityActive, PublishedDate: &r.Published, ModifiedDate: &r.Modified,
		ProviderID: "osv", Provider: &db.Provider{ID: "osv", Version: "1", Processor: "grypedb", DateCaptured: &captured},
		BlobValue: &db.VulnerabilityBlob{ID: r.ID, Description: r.Summary, Aliases: r.Aliases},
	}
	for _, s := range r.Severity {
		v.BlobValue.Severities = append(v.BlobValue.Severities, db.Severity{Scheme: db.SeveritySchemeCVSS, Value: db.CVSSSeverity{Vector: s.Score, Version: "3.1"}})
	}
	for _, l := range r.References {
		v.BlobValue.References = append(v.BlobValue.References, db.Reference{URL: l.URL})
	}
	return v
}

func packages(r record, v *db.VulnerabilityHandle) []*db.AffectedPackageHandle {
	var all []*db.AffectedPackageHandle
	for _, a := range r.Affected {
		eco, release, _ := strings.Cut(a.Package.Ecosystem, ":")
		kind := kinds[eco]
		p := &db.AffectedPackageHandle{Vulnerability: v, Package: &db.Package{Name: a.Package.Name, Ecosystem: kind[0]}, BlobValue: &db.PackageBlob{CVEs: r.Aliases}}
		if release != "" {
			major, minor, _ := strings.Cut(strings.TrimPrefix(release, "v"), ".")
			p.OperatingSystem = &db.OperatingSystem{Name: strings.ToLower(eco), ReleaseID: strings.ToLower(eco), MajorVersion: major, MinorVersion: minor}
		}
		for _, rg := range a.Ranges {
			var c db.Range
			c.Version.Type = kind[1]
			var parts []string
			for _, e := range rg.Events {
				if e.Introduced != "" && e.Introduced != "0" {
					parts = append(parts, ">="+e.Introduced)
				}
				if e.Fixed != "" {
					parts = append(parts, "<"+e.Fixed)
					c.Fix = &db.Fix{Version: e.Fixed, State: db.FixStatus(vulnerability.FixStateFixed)}
				}
			}
			c.Version.Constraint = strings.Join(parts, ",")
			p.BlobValue.Ranges = append(p.BlobValue.Ranges, c)
		}
		all = append(all, p)
	}
	return all
}
