package assess

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A Severity is how badly a patient could be harmed (FDA postmarket guidance
// 2016, V.B, after ISO 14971).
type Severity string

// The severities, the mildest first.
const (
	Negligible   Severity = "negligible"
	Minor        Severity = "minor"
	Serious      Severity = "serious"
	Critical     Severity = "critical"
	Catastrophic Severity = "catastrophic"
)

// Severities is every severity, the mildest first, with what it means.
var Severities = []struct {
	Severity Severity
	Means    string
}{
	{Negligible, "inconvenience or discomfort that passes"},
	{Minor, "injury that passes and needs no professional help"},
	{Serious, "injury or impairment that needs professional help"},
	{Critical, "permanent impairment, or injury that threatens life"},
	{Catastrophic, "death of a patient"},
}

// An Exploitability is how well the weakness can be used against the device as
// it is in the field.
type Exploitability string

// The exploitabilities, the lowest first.
const (
	VeryLow  Exploitability = "very low"
	Low      Exploitability = "low"
	Medium   Exploitability = "medium"
	High     Exploitability = "high"
	VeryHigh Exploitability = "very high"
)

// Exploitabilities is every exploitability, the lowest first, with what it means.
var Exploitabilities = []struct {
	Exploitability Exploitability
	Means          string
}{
	{VeryLow, "no way is known that works in the device as it is used"},
	{Low, "it takes the device in hand, or rare circumstances"},
	{Medium, "it takes skill and access that some attackers have"},
	{High, "whoever reaches the device over its network can do it"},
	{VeryHigh, "it is done already, or can be automated"},
}

// A Result is the one of two that the guidance asks for.
type Result string

// The results (FDA postmarket guidance 2016, VI).
const (
	Controlled   Result = "controlled"
	Uncontrolled Result = "uncontrolled"
)

// A Matrix is the firm's own rule of which risks are controlled. It has
// versions; a decision names the one that it was made by.
type Matrix struct {
	Org     string
	Version int64
	// Line holds for each severity, the mildest first, how many of the
	// exploitabilities, from the lowest on, are still controlled: 0 to 5.
	Line    [5]int
	Why     string // what it rests on
	Adopted time.Time
	By      string // name
	Person  string // id
}

// Proposal is a matrix to begin with. It is nobody's rule until a firm adopts it.
var Proposal = Matrix{Line: [5]int{5, 4, 3, 2, 1}, Why: "A proposal: the worse the harm, the less it may be exploitable. Look at it with those who keep the safety risk file, and make it yours."}

// Result is what the matrix says of a risk.
func (m *Matrix) Result(e Exploitability, s Severity) (Result, error) {
	row := slices.IndexFunc(Exploitabilities, func(x struct {
		Exploitability Exploitability
		Means          string
	},
	) bool {
		return x.Exploitability == e
	})
	column := slices.IndexFunc(Severities, func(x struct {
		Severity Severity
		Means    string
	},
	) bool {
		return x.Severity == s
	})
	switch {
	case row < 0:
		return "", fault.New(fault.Invalid, "%.40q is no exploitability", e).Helped("choose one from very low to very high")
	case column < 0:
		return "", fault.New(fault.Invalid, "%.40q is no severity of patient harm", s).Helped("choose one from negligible to catastrophic")
	case row < m.Line[column]:
		return Controlled, nil
	}
	return Uncontrolled, nil
}

// Check tells what is wrong with a matrix: a worse harm never allows more.
func (m *Matrix) Check() error {
	for i, n := range m.Line {
		if n < 0 || n > len(Exploitabilities) {
			return fault.New(fault.Invalid, "the line of %s harm is at %d, and there are %d exploitabilities", Severities[i].Severity, n, len(Exploitabilities))
		}
		if i > 0 && n > m.Line[i-1] {
			return fault.New(fault.Invalid, "%s harm may be more exploitable than %s harm", Severities[i].Severity, Severities[i-1].Severity).Helped("draw the line so that it falls from mild to severe harm")
		}
	}
	if why := strings.TrimSpace(m.Why); why == "" || len(why) > maxText {
		return fault.New(fault.Invalid, "say in up to %d characters what the matrix rests on", maxText)
	}
	return nil
}

// MatrixTx is what adopting a matrix asks of a transaction.
type MatrixTx interface {
	record.Log
	Matrix(ctx context.Context) (Matrix, error) // the newest; NotFound where there is none
	AddMatrix(context.Context, Matrix) error
}

// Adopt makes a matrix the firm's rule from now on. What was decided before
// keeps the version that it was decided by.
func Adopt(ctx context.Context, tx MatrixTx, who org.Actor, m Matrix) (Matrix, error) {
	if err := who.May(org.DecideHarm); err != nil {
		return Matrix{}, err
	}
	if err := m.Check(); err != nil {
		return Matrix{}, err
	}
	old, err := tx.Matrix(ctx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Matrix{}, fmt.Errorf("adopt a matrix: %w", err)
	}
	if old.Version > 0 && old.Line == m.Line {
		return Matrix{}, fault.New(fault.Conflict, "this is the matrix that is in use, version %d", old.Version)
	}
	m.Org, m.Version, m.Adopted, m.By, m.Person, m.Why = who.Org, old.Version+1, tx.Now(), who.Name, who.Person, strings.TrimSpace(m.Why)
	if err := tx.AddMatrix(ctx, m); err != nil {
		return Matrix{}, err
	}
	return m, tx.Append(ctx, record.Entry{What: "matrix.adopted", About: id.New(), Who: who, Data: map[string]any{"version": m.Version, "line": m.Line, "old": old.Line, "why": m.Why}})
}
