package csaf

import (
	"strings"

	gocvss20 "github.com/pandatix/go-cvss/20"
	gocvss30 "github.com/pandatix/go-cvss/30"
	gocvss31 "github.com/pandatix/go-cvss/31"

	"aceso/internal/value/score"
)

// The mandatory tests about scores.

// A rating is one CVSS object and where it stands.
type rating struct {
	node    *node
	item    *node // the score item around it
	path    string
	rule    *rule
	metrics []metric
	two     bool // CVSS 2
}

func eachRating(v *view, fn func(vuln int, r rating)) {
	for i := range v.vulns {
		items := v.vulns[i].list("scores")
		for j := range items {
			path := index(index("/vulnerabilities", i)+"/scores", j)
			if n := items[j].get("cvss_v2"); n != nil {
				fn(i, rating{n, &items[j], path + "/cvss_v2", cvss2Rule, metrics2, true})
			}
			if n := items[j].get("cvss_v3"); n != nil {
				fn(i, rating{n, &items[j], path + "/cvss_v3", cvss3Rule, metrics3, false})
			}
		}
	}
}

// version returns what the object says, or its vector.
func (r rating) version() string {
	vector := r.node.str("vectorString")
	switch {
	case r.two:
		return "2.0"
	case r.node.str("version") != "":
		return r.node.str("version")
	case strings.HasPrefix(vector, "CVSS:3.0/"):
		return "3.0"
	}
	return "3.1"
}

// doubleScore: a product has one score of each CVSS version (6.1.7).
func doubleScore(v *view, ps *problems) {
	type key struct {
		vuln             int
		product, version string
	}
	seen := map[key]bool{}
	eachRating(v, func(vuln int, r rating) {
		for _, id := range r.item.strs("products") {
			k := key{vuln, id, r.version()}
			if seen[k] && id != "" {
				ps.add(r.path, "the product %q has more than one score of CVSS %s", shorten(id), shorten(k.version))
			}
			seen[k] = true
		}
	})
}

// invalidCVSS: each object follows the schema of its CVSS version (6.1.8).
func invalidCVSS(v *view, ps *problems) {
	eachRating(v, func(_ int, r rating) {
		c := schemaCheck{}
		c.check(r.node, r.rule, r.path)
		for _, p := range c.problems.all {
			ps.add(p.Path, "%s", p.Text)
		}
	})
}

// A computed holds the three scores of a vector.
type computed struct{ base, temporal, environmental float64 }

// compute returns the scores of a vector, false when it is none.
func compute(version, vector string) (computed, bool) {
	switch {
	case version == "2.0":
		if c, err := gocvss20.ParseVector(vector); err == nil {
			return computed{c.BaseScore(), c.TemporalScore(), c.EnvironmentalScore()}, true
		}
	case strings.HasPrefix(vector, "CVSS:3.0/"):
		if c, err := gocvss30.ParseVector(vector); err == nil {
			return computed{c.BaseScore(), c.TemporalScore(), c.EnvironmentalScore()}, true
		}
	case strings.HasPrefix(vector, "CVSS:3.1/"):
		if c, err := gocvss31.ParseVector(vector); err == nil {
			return computed{c.BaseScore(), c.TemporalScore(), c.EnvironmentalScore()}, true
		}
	}
	return computed{}, false
}

// miscalculatedCVSS: scores and severities are those of the vector (6.1.9).
func miscalculatedCVSS(v *view, ps *problems) {
	eachRating(v, func(_ int, r rating) {
		vector := r.node.str("vectorString")
		if r.two {
			vector = completeVector2(vector)
		}
		want, ok := compute(r.version(), vector)
		if !ok {
			if vector := r.node.str("vectorString"); vector != "" {
				ps.add(r.path+"/vectorString", "no score can be computed from the vector %q", shorten(vector))
			}
			return
		}
		for _, s := range []struct {
			name  string
			value float64
		}{{"base", want.base}, {"temporal", want.temporal}, {"environmental", want.environmental}} {
			if got, said := r.node.num(s.name + "Score"); said && got != s.value {
				ps.add(r.path+"/"+s.name+"Score", "the vector gives %.1f, not %v", s.value, got)
			}
			word := strings.ToUpper(score.Severity("CVSS:"+r.version(), s.value))
			if got := r.node.str(s.name + "Severity"); got != "" && !r.two && got != word {
				ps.add(r.path+"/"+s.name+"Severity", "the vector gives %s, not %s", word, shorten(got))
			}
		}
	})
}

// inconsistentCVSS: the properties beside the vector say what it says (6.1.10).
func inconsistentCVSS(v *view, ps *problems) {
	eachRating(v, func(_ int, r rating) {
		codes := vectorCodes(r.node.str("vectorString"))
		if len(codes) == 0 {
			return
		}
		if said := r.node.str("version"); !r.two && said != "" && codes["CVSS"] != said {
			ps.add(r.path+"/version", "the vector is of CVSS %s, not %s", shorten(codes["CVSS"]), shorten(said))
		}
		for _, m := range r.metrics {
			said := r.node.str(m.property)
			if said == "" {
				continue
			}
			// What the vector leaves out, a property may add: that is no contradiction.
			if word, given := m.words[codes[m.code]]; given && said != word {
				ps.add(r.path+"/"+m.property, "the vector says %s, not %s", word, shorten(said))
			}
		}
	})
}

// vectorCodes splits a vector; a CVSS 3 prefix becomes the code CVSS.
func vectorCodes(vector string) map[string]string {
	codes := make(map[string]string, 12)
	for part := range strings.SplitSeq(vector, "/") {
		if code, value, ok := strings.Cut(part, ":"); ok {
			codes[code] = value
		}
	}
	return codes
}
