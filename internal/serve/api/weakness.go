package api

import (
	"aceso/internal/client/wire"
	"aceso/internal/domain/vuln"
)

func wireWeakness(w *vuln.Weakness) wire.Weakness {
	out := wire.Weakness{ID: w.ID, Names: w.Names, Severity: w.Severity(), Records: each(w.Records, wireRecord)}
	if w.KEV != nil {
		out.KEV = &wire.Exploited{Added: w.KEV.Added, Due: w.KEV.Due, Ransomware: w.KEV.Ransomware, Action: w.KEV.Action}
	}
	if w.EPSS != nil {
		out.EPSS = &wire.Probability{Score: w.EPSS.Score, Percentile: w.EPSS.Percentile, Date: w.EPSS.Date}
	}
	return out
}

func wireRecord(r vuln.Record) wire.Record {
	return wire.Record{
		Source: r.Source, ID: r.ID, State: string(r.State), Summary: r.Summary, Details: r.Details,
		Published: stamp(r.Published), Modified: stamp(r.Modified), Withdrawn: stamp(r.Withdrawn), CWEs: r.CWEs,
		Scores: each(r.Scores, func(s vuln.Score) wire.Score {
			return wire.Score{Source: s.Source, System: s.System, Vector: s.Vector, Value: s.Value, Severity: s.Severity}
		}),
		Links: each(r.Links, func(l vuln.Link) string { return l.URL }),
	}
}
