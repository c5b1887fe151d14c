package api

import (
	"context"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	"aceso/internal/store"
)

func (f *Face) tables() {
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}/table", "The current parts list as rows that can be kept by hand", f.getTable)
	operation(f, org.ImportSBOM, "PUT", "/api/v1/releases/{id}/table", "Keep rows as a new parts list of the release", f.putTable)
}

func wireTable(l serve.HandList) wire.Table {
	out := wire.Table{Base: l.Base, Machine: l.Machine, Lost: l.Lost, Rows: each(l.Rows, func(r sbom.Row) wire.Row { return wire.Row(r) })}
	return out
}

func (f *Face) getTable(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Table], error) {
	out := &body[wire.Table]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		l, err := serve.ListOf(ctx, tx, in.ID)
		out.Body = wireTable(l)
		return err
	})
	return out, err
}

type keepTable struct {
	ByID
	Body wire.Table
}

func (f *Face) putTable(ctx context.Context, who org.Actor, in *keepTable) (*body[wire.SBOM], error) {
	rows := each(in.Body.Rows, func(r wire.Row) sbom.Row { return sbom.Row(r) })
	receipt, err := f.Importer.SaveRows(ctx, who, in.ID, in.Body.Base, rows, in.Body.Anyway)
	if err != nil {
		return nil, err
	}
	out := wireSBOM(receipt.SBOM)
	out.Again = receipt.Again
	return &body[wire.SBOM]{Body: out}, nil
}
