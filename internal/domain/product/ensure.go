package product

import (
	"context"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// Find returns the release that goes by the names of its model and version.
func Find(ctx context.Context, tx Tx, name, version string) (Release, error) {
	m, err := tx.ModelNamed(ctx, name)
	if err != nil {
		return Release{}, err
	}
	return tx.ReleaseOf(ctx, m.ID, version)
}

// Ensure returns the release that goes by the names of its model and version,
// as a CI tool knows it, and makes what is missing: the release, the model,
// and a line of the model's name around it. Of two that ask at once the second
// finds what the first made.
func Ensure(ctx context.Context, tx Tx, who org.Actor, name, version string) (Release, error) {
	named := Model{Name: name}
	if err := named.tidy(); err != nil {
		return Release{}, err
	}
	m, err := have(
		func() (Model, error) { return tx.ModelNamed(ctx, named.Name) },
		func() (Model, error) {
			l, err := EnsureLine(ctx, tx, who, named.Name)
			if err != nil {
				return Model{}, err
			}
			return AddModel(ctx, tx, who, Model{Line: l.ID, Name: named.Name})
		})
	if err != nil {
		return Release{}, err
	}
	versioned := Release{Version: version}
	if err := versioned.tidy(); err != nil {
		return Release{}, err
	}
	return have(
		func() (Release, error) { return tx.ReleaseOf(ctx, m.ID, versioned.Version) },
		func() (Release, error) {
			return AddRelease(ctx, tx, who, Release{Model: m.ID, Version: versioned.Version})
		})
}

// EnsureLine returns the line of that name, and makes it when it is missing.
func EnsureLine(ctx context.Context, tx Tx, who org.Actor, name string) (Line, error) {
	named := Line{Name: name}
	if err := named.tidy(); err != nil {
		return Line{}, err
	}
	return have(
		func() (Line, error) { return tx.LineNamed(ctx, named.Name) },
		func() (Line, error) { return AddLine(ctx, tx, who, named) })
}

// have finds something, or makes it, or finds what somebody else made meanwhile.
func have[T any](find, add func() (T, error)) (T, error) {
	v, err := find()
	if !fault.Is(err, fault.NotFound) {
		return v, err
	}
	v, err = add()
	if fault.Is(err, fault.Conflict) {
		return find()
	}
	return v, err
}
