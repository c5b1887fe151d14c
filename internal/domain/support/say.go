package support

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log // Now, Append
	deed.Tx
	SupportStatement(ctx context.Context, id string) (*Statement, error)
	SaveSupportStatement(ctx context.Context, s *Statement) error
	Plan(ctx context.Context, id string) (*Plan, error)
	SavePlan(ctx context.Context, p *Plan) error
}

// mostText is how long a reason or a plan may be, in bytes.
const mostText = 10_000

// Say keeps what a person says of a part's support. It counts before all that
// suppliers and end-of-life data say, and so names its reason.
func Say(ctx context.Context, tx Tx, who org.Actor, s Statement) (*Statement, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return nil, err
	}
	if err := s.tidy(); err != nil {
		return nil, err
	}
	s.ID, s.Source, s.Who, s.At, s.Undone, s.UndoneBy, s.Words, s.From = id.New(), Person, who.Name, tx.Now(), time.Time{}, "", "", ""
	if err := tx.SaveSupportStatement(ctx, &s); err != nil {
		return nil, fmt.Errorf("keep what is said of %s: %w", s.Lineage, err)
	}
	if err := did(ctx, tx, who, WasStated, &s); err != nil {
		return nil, err
	}
	return &s, tx.Append(ctx, record.Entry{What: string(WasStated), About: s.ID, Who: who, At: tx.Now(), Data: map[string]any{
		"part": s.Lineage, "version": s.Version, "level": s.Level, "end": s.End, "reason": s.Reason, "evidence": s.Evidence,
	}})
}

// tidy trims the statement's texts and tells what is wrong with them.
func (s *Statement) tidy() error {
	for _, text := range []*string{&s.Lineage, &s.Version, &s.Reason, &s.Evidence, &s.End} {
		*text = strings.TrimSpace(*text)
	}
	if s.Lineage == "" {
		return fault.New(fault.Invalid, "a statement is about a part")
	}
	if s.Level != "" && !slices.Contains(Levels, s.Level) {
		return fault.New(fault.Invalid, "%q is no level of support", s.Level).Helped("say %s", known())
	}
	if s.End != "" {
		day := ReadDay(s.End)
		if day == "" {
			return fault.New(fault.Invalid, "%q is no date", s.End).Helped("write the last day of support like 2032-06-30")
		}
		s.End = day
	}
	if s.Level == "" && s.End == "" {
		return fault.New(fault.Invalid, "a statement says a level of support, an end, or both").Helped("leave it out when nothing is known: no statement is a state of its own")
	}
	if s.Reason == "" {
		return fault.New(fault.Invalid, "a statement says on what it rests").Helped("name the contract, the notice or the page that says so")
	}
	if len(s.Reason) > mostText || len(s.Evidence) > 2000 {
		return fault.New(fault.Invalid, "the reason is longer than %d bytes, or the address than 2000", mostText)
	}
	if u, err := url.Parse(s.Evidence); s.Evidence != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		return fault.New(fault.Invalid, "%.80q is no web address", s.Evidence).Helped("write https://…, or put it into the reason")
	}
	return nil
}

func known() string {
	words := make([]string, len(Levels))
	for i, l := range Levels {
		words[i] = string(l)
	}
	return strings.Join(words, ", ")
}

// Undo takes a person's statement back. It stays on record.
func Undo(ctx context.Context, tx Tx, who org.Actor, id string) (*Statement, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return nil, err
	}
	s, err := tx.SupportStatement(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("undo a statement: %w", err)
	}
	if !s.Undone.IsZero() {
		return nil, fault.New(fault.Conflict, "this statement was undone on %s", s.Undone.Format(time.DateOnly))
	}
	s.Undone, s.UndoneBy = tx.Now(), who.Name
	if err := tx.SaveSupportStatement(ctx, s); err != nil {
		return nil, fmt.Errorf("undo a statement: %w", err)
	}
	if err := did(ctx, tx, who, WasUndone, s); err != nil {
		return nil, err
	}
	return s, tx.Append(ctx, record.Entry{What: string(WasUndone), About: s.ID, Who: who, At: tx.Now(), Data: map[string]any{"part": s.Lineage, "version": s.Version}})
}
