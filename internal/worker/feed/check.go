package feed

import (
	"crypto/sha256"
	"hash"
	"io"
	"path/filepath"
	"strings"

	"aceso/internal/format/eol"
	"aceso/internal/format/epss"
	"aceso/internal/format/intake"
	"aceso/internal/format/kev"
	"aceso/internal/format/nvd"
	"aceso/internal/value/fault"
)

// What was fetched is read to its end before it replaces what was there: an
// error page, half an archive or another format must never become the cache.
// Each of these counts the records and tells why there are none.

func ignored() hash.Hash { return sha256.New() }

// countDocuments counts the JSON documents of an archive, reading all of them.
func countDocuments(file string) (int, error) {
	n := 0
	err := documents(file, ignored(), func(name string, in io.Reader) error {
		if !strings.HasSuffix(name, ".json") {
			return nil
		}
		n++
		_, err := io.Copy(io.Discard, in)
		return err
	})
	return n, wrong(err, "it is no archive of records")
}

func countKEV(file string) (int, error) {
	n := 0
	err := documents(file, ignored(), func(_ string, in io.Reader) error {
		data, err := intake.Read(in, intake.Feed)
		if err != nil {
			return err
		}
		c, err := kev.Decode(data)
		if err == nil {
			n = len(c.Entries)
		}
		return err
	})
	return n, wrong(err, "it is no catalogue of exploited vulnerabilities")
}

func countEPSS(file string) (int, error) {
	n := 0
	err := documents(file, ignored(), func(_ string, in io.Reader) error {
		_, _, err := epss.Decode(in, func(epss.Score) error { n++; return nil })
		return err
	})
	return n, wrong(err, "it is no list of EPSS scores")
}

func countEOL(file string) (int, error) {
	n := 0
	err := documents(file, ignored(), func(name string, in io.Reader) error {
		data, err := intake.Read(in, intake.Feed)
		if err != nil {
			return err
		}
		list, _, err := eol.Decode(filepath.Base(name), data)
		for _, p := range list {
			if len(p.Cycles) > 0 {
				n++
			}
		}
		return err
	})
	return n, wrong(err, "it holds no release dates")
}

// countNVD counts the records in a page.
func countNVD(in io.Reader) (int, error) {
	n := 0
	err := nvd.Scan(in, func([]byte) error { n++; return nil })
	return n, wrong(err, "it is no page of NVD records")
}

// wrong says what was expected, and what is wrong with what came.
func wrong(err error, what string) error {
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return fault.New(fault.Unavailable, "what was fetched can't be used, %s: %s", what, f.Text)
	}
	return err
}
