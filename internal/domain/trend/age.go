package trend

import "time"

// Ages are how many days old findings are where one band ends and the next
// begins. 30 and 60 days are the FDA's clocks: users are told within 30 days,
// and it is remedied within 60 (postmarket guidance 2016, VII.A).
var Ages = []int{7, 30, 60, 90, 180}

// An Aged number of live findings were opened on the same day with the same severity.
type Aged struct {
	Opened   string // 2026-11-23
	Severity string
	N        int
}

// A Band holds the live findings whose age in days is from From to To.
type Band struct {
	From, To   int // To is -1 for the last, which has no end
	BySeverity map[string]int
}

// Total is how many findings are in the band.
func (b Band) Total() int {
	n := 0
	for _, m := range b.BySeverity {
		n += m
	}
	return n
}

// Bands sorts live findings into bands by their age, the youngest first.
func Bands(all []Aged, now time.Time) []Band {
	out := make([]Band, len(Ages)+1)
	from := 0
	for i := range out {
		out[i] = Band{From: from, To: -1, BySeverity: map[string]int{}}
		if i < len(Ages) {
			out[i].To = Ages[i]
			from = Ages[i] + 1
		}
	}
	today := Daily.Began(now)
	for _, a := range all {
		opened, err := time.Parse(time.DateOnly, a.Opened)
		if err != nil {
			continue // nothing else is kept there
		}
		age := int(today.Sub(opened).Hours() / 24)
		for i := range out {
			if out[i].To < 0 || age <= out[i].To {
				out[i].BySeverity[a.Severity] += a.N
				break
			}
		}
	}
	return out
}

// Older counts the findings that are older than so many days; it must be one of Ages.
func Older(bands []Band, days int) int {
	n := 0
	for _, b := range bands {
		if b.From > days {
			n += b.Total()
		}
	}
	return n
}
