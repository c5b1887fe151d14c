package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"aceso/internal/client"
	"aceso/internal/client/wire"
)

// pushed is the answer of sbom push --json.
type pushed struct {
	SBOM    wire.SBOM    `json:"sbom"`
	Job     wire.Job     `json:"job"`
	Release wire.Release `json:"release"`
	Summary pushSummary  `json:"summary"`
}

// A pushSummary is what is known of a release after a push. What the token may
// not read is named instead of being counted as nothing.
type pushSummary struct {
	Severities   map[string]int `json:"findings,omitempty"` // live ones by severity
	Exploited    int            `json:"exploited"`
	New          int            `json:"new"`           // opened by this upload
	NewExploited int            `json:"new_exploited"` // of these, known to be exploited
	Quality      float64        `json:"quality"`       // share of the first profile, 0 to 1
	Profile      string         `json:"profile,omitempty"`
	AsOf         string         `json:"as_of,omitempty"`
	URL          string         `json:"url"`
	Unread       []string       `json:"not_readable,omitempty"`
}

// severities in the order of urgency, as lists sort them.
var severities = []string{"critical", "high", "unknown", "medium", "low", "none"}

// summary asks what is known of a release that something was pushed to.
func summary(ctx context.Context, server *client.Client, p pushed) (pushSummary, error) {
	s := pushSummary{Severities: map[string]int{}, URL: server.Page("/releases/" + p.Release.ID)}
	count := func(values url.Values) (int, error) {
		values.Set("release", p.Release.ID)
		values.Set("limit", "1")
		var page wire.Slice[struct{}]
		err := server.Get(ctx, "findings", values, &page)
		s.AsOf = page.AsOf
		return page.Total, err
	}
	err := func() (err error) {
		for _, severity := range severities {
			if s.Severities[severity], err = count(url.Values{"severity": {severity}}); err != nil {
				return err
			}
		}
		if s.Exploited, err = count(url.Values{"kev": {"true"}}); err != nil {
			return err
		}
		since := p.SBOM.Imported.UTC().Truncate(time.Second).Format(time.RFC3339)
		if s.New, err = count(url.Values{"since": {since}}); err != nil {
			return err
		}
		s.NewExploited, err = count(url.Values{"since": {since}, "kev": {"true"}})
		return err
	}()
	if kept(&s, "findings", err) != nil {
		return s, err
	}
	q, err := server.Quality(ctx, p.Release.ID, "")
	s.Quality, s.Profile = q.Share, strings.TrimSpace(q.Profile.Name+" "+q.Profile.Edition)
	return s, kept(&s, "quality", err)
}

// kept notes what the token may not read; any other fault stays one.
func kept(s *pushSummary, what string, err error) error {
	var refused *client.Error
	if errors.As(err, &refused) && (refused.Status == http.StatusForbidden || refused.Status == http.StatusNotFound) {
		s.Unread = append(s.Unread, what)
		return nil
	}
	return err
}

// printPushed writes the answer in at most twelve lines.
func printPushed(c *cobra.Command, p pushed) error {
	if p.SBOM.Again {
		say(c, "The same file was here before (%s): nothing was done.", p.SBOM.Imported.Format("2006-01-02"))
	}
	n := p.Release.Counts
	if n == nil {
		n = &wire.Counts{}
	}
	s := p.Summary
	return printTable(c, [][]string{
		{"release", fmt.Sprintf("%s %s", p.Release.ModelName, p.Release.Version)},
		{"document", fmt.Sprintf("%s %s, %d errors, %d warnings, sha256 %.12s…", p.SBOM.Format, p.SBOM.Version, p.SBOM.Errors, p.SBOM.Warnings, p.SBOM.SHA256)},
		{"parts", fmt.Sprintf("%d distinct, %d listed", n.Total, p.SBOM.Components)},
		{"checked", fmt.Sprintf("%d affected, %d cannot tell, %d clean", n.Affected, n.CannotTell, n.Clean)},
		{"not checkable", strconv.Itoa(n.NotCheckable)},
		{"waiting", strconv.Itoa(n.Waiting)},
		{"findings", s.told("findings", s.bySeverity())},
		{"exploited", s.told("findings", strconv.Itoa(s.Exploited))},
		{"new with this", s.told("findings", fmt.Sprintf("%d, of these exploited %d", s.New, s.NewExploited))},
		{"quality", s.told("quality", fmt.Sprintf("%.0f %% of %s", 100*s.Quality, s.Profile))},
		{"data as of", cmpOr(s.AsOf, "no weakness data: nothing could be looked up")},
		{"see", s.URL},
	})
}

// told is what is known of something, or that the token may not read it.
func (s pushSummary) told(what, text string) string {
	for _, u := range s.Unread {
		if u == what {
			return "not readable with this token"
		}
	}
	return text
}

func (s pushSummary) bySeverity() string {
	var out []string
	for _, severity := range severities {
		if n := s.Severities[severity]; n > 0 || severity == "critical" || severity == "high" {
			out = append(out, fmt.Sprintf("%d %s", n, severity))
		}
	}
	return strings.Join(out, ", ")
}
