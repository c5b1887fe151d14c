package intel

import (
	"aceso/internal/domain/vuln"
)

// The head of a record is everything but its long texts and its statements:
// what matching, ranking and lists need. It is kept unpacked; the texts are
// compressed and read only when a person looks.

var states = []vuln.State{vuln.Active, vuln.Rejected, vuln.Disputed, vuln.Awaiting, vuln.NotScheduled}

func packHead(p *packer, feed string, r *vuln.Record) {
	p.str(feed)
	p.str(r.Source)
	p.str(r.ID)
	p.list(r.Aliases)
	p.list(r.Upstream)
	p.list(r.Related)
	p.str(r.Summary)
	p.when(r.Published)
	p.when(r.Modified)
	p.when(r.Withdrawn)
	p.num(uint64(max(0, indexOf(states, r.State))))
	p.num(uint64(len(r.Scores)))
	for _, s := range r.Scores {
		p.str(s.Source)
		p.str(s.System)
		p.str(s.Vector)
		p.float(s.Value)
		p.str(s.Severity)
	}
	p.list(r.CWEs)
	if r.SSVC == nil {
		p.num(0)
	} else {
		p.num(1)
		p.list([]string{r.SSVC.Exploitation, r.SSVC.Automatable, r.SSVC.Impact})
		p.when(r.SSVC.At)
	}
	p.str(r.Exploited)
}

// unpackNames reads the beginning of a head, which is all that grouping needs.
func unpackNames(u *unpacker, r *vuln.Record) (feed string) {
	feed = u.str()
	r.Source, r.ID = u.str(), u.str()
	r.Aliases, r.Upstream = u.list(), u.list()
	return feed
}

func unpackHead(u *unpacker, r *vuln.Record) (feed string) {
	feed = unpackNames(u, r)
	r.Related = u.list()
	r.Summary = u.str()
	r.Published, r.Modified, r.Withdrawn = u.when(), u.when(), u.when()
	if n := u.num(); n < uint64(len(states)) {
		r.State = states[n]
	}
	if n := u.count(12); n > 0 {
		r.Scores = make([]vuln.Score, n)
	}
	for i := range r.Scores {
		s := &r.Scores[i]
		s.Source, s.System, s.Vector, s.Value, s.Severity = u.str(), u.str(), u.str(), u.float(), u.str()
	}
	r.CWEs = u.list()
	if u.num() == 1 {
		r.SSVC = &vuln.SSVC{}
		if l := u.list(); len(l) == 3 {
			r.SSVC.Exploitation, r.SSVC.Automatable, r.SSVC.Impact = l[0], l[1], l[2]
		}
		r.SSVC.At = u.when()
	}
	r.Exploited = u.str()
	return feed
}

// packWeakness writes a group: its names, what the catalogue of exploited
// ones says, and the packed heads of its records.
func packWeakness(p *packer, id string, names []string, kev *vuln.Exploited, heads []string) {
	p.str(id)
	p.list(names)
	if kev == nil {
		p.num(0)
	} else {
		p.num(1)
		ransomware := ""
		if kev.Ransomware {
			ransomware = "known"
		}
		p.list([]string{kev.Added, kev.Due, ransomware, kev.Name, kev.Action})
	}
	p.num(uint64(len(heads)))
	for _, h := range heads {
		p.b = append(p.b, h...)
	}
}

// unpackWeakness reads a group; feeds names the feed of each record.
func unpackWeakness(u *unpacker) (w *vuln.Weakness, feeds []string) {
	w = &vuln.Weakness{ID: u.str(), Names: u.list()}
	if u.num() == 1 {
		if l := u.list(); len(l) == 5 {
			w.KEV = &vuln.Exploited{Added: l[0], Due: l[1], Ransomware: l[2] != "", Name: l[3], Action: l[4]}
		}
	}
	w.Records = make([]vuln.Record, u.count(14))
	feeds = make([]string, len(w.Records))
	for i := range w.Records {
		feeds[i] = unpackHead(u, &w.Records[i])
	}
	return w, feeds
}
