// Package epss reads the daily scores of the Exploit Prediction Scoring
// System, as FIRST publishes them and as archives keep them.
//
// FIRST's file has a comment and a heading, and commas between the columns:
//
//	#model_version:v2025.03.14,score_date:2026-08-16T12:55:00Z
//	cve,epss,percentile
//	CVE-1999-0001,0.01141,0.77673
//
// Archives write bare rows with semicolons: CVE-1999-0001;0.033510000;0.876500000.
package epss

import (
	"bufio"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// A Score is the estimate for one CVE.
type Score struct {
	CVE        string
	EPSS       float64 // 0 to 1
	Percentile float64 // 0 to 1
}

// Head is what the file says of itself; both are empty in the archives' form.
type Head struct {
	Model string    // v2025.03.14
	Date  time.Time // of the model run
}

// Decode calls fn for each score, and returns what the file says of itself and
// how many rows could not be read. A file in which none can is refused.
func Decode(r io.Reader, fn func(Score) error) (Head, int, error) {
	var head Head
	refused := 0
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 64<<10), 1<<20)
	rows, good := 0, 0
	for in.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(in.Text(), "\ufeff"))
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "#"):
			head = readHead(line[1:])
			continue
		case strings.HasPrefix(line, "cve,"), strings.HasPrefix(line, "cve;"):
			continue
		}
		if rows++; rows > intake.Feed.Rows {
			return head, refused, intake.Exceeded("rows", int64(intake.Feed.Rows))
		}
		s, ok := row(line)
		if !ok {
			refused++
			continue
		}
		good++
		if err := fn(s); err != nil {
			return head, refused, err
		}
	}
	if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
		return head, refused, fault.New(fault.Invalid, "this is no EPSS file: row %d is longer than any row can be", rows+1)
	} else if err != nil {
		return head, refused, err
	}
	if good == 0 {
		return head, refused, fault.New(fault.Invalid, "this is no EPSS file: it has no row of a CVE, a probability and a percentile")
	}
	return head, refused, nil
}

func row(line string) (Score, bool) {
	sep := ","
	if strings.Contains(line, ";") {
		sep = ";"
	}
	cve, rest, ok := strings.Cut(line, sep)
	if !ok || !strings.HasPrefix(cve, "CVE-") {
		return Score{}, false
	}
	score, rest, ok := strings.Cut(rest, sep)
	if !ok {
		return Score{}, false
	}
	percentile, _, _ := strings.Cut(rest, sep)
	p, ok1 := share(score)
	q, ok2 := share(percentile)
	return Score{CVE: cve, EPSS: p, Percentile: q}, ok1 && ok2
}

// share reads a number from 0 to 1.
func share(text string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return f, err == nil && !math.IsNaN(f) && f >= 0 && f <= 1
}

func readHead(line string) Head {
	var h Head
	for _, field := range strings.Split(line, ",") {
		key, value, _ := strings.Cut(field, ":")
		switch strings.TrimSpace(key) {
		case "model_version":
			h.Model = value
		case "score_date":
			for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700", time.DateOnly} {
				if t, err := time.Parse(layout, value); err == nil {
					h.Date = t.UTC()
					break
				}
			}
		}
	}
	return h
}
