package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/store"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// decode reads a file. reading is how a person had it read, where that is not
// how the program reads it by itself.
func decode(d Delivery) (doc *sbom.Document, problems check.Problems, reading string, err error) {
	if d.Columns == nil {
		doc, problems, err = bom.Decode(d.Data, intake.SBOM)
		return doc, problems, "", err
	}
	guess, err := bom.Look(d.Data, nil, intake.SBOM)
	if err != nil {
		return nil, nil, "", err
	}
	if !alike(guess.Mapping, *d.Columns) {
		kept := *d.Columns
		kept.Heads = nil // they stand in the file
		text, err := json.Marshal(kept)
		if err != nil {
			return nil, nil, "", err
		}
		reading = string(text)
	}
	seen, err := bom.Look(d.Data, d.Columns, intake.SBOM)
	if err != nil {
		return nil, nil, "", err
	}
	said := seen.Mapping
	if said.Header > 0 && said.Header <= len(seen.Rows) {
		said.Heads = seen.Rows[said.Header-1]
	}
	doc, problems, err = bom.DecodeTable(d.Data, &said, intake.SBOM)
	return doc, problems, reading, err
}

// alike tells whether two mappings read a table in the same way.
func alike(a, b sheet.Mapping) bool {
	return a.Header == b.Header && a.Sheet == b.Sheet && a.Separator == b.Separator && maps.Equal(a.Columns, b.Columns)
}

// Columns returns how a table was read, from what is kept of it; nil for the guess.
func Columns(reading string) (*sheet.Mapping, error) {
	if reading == "" {
		return nil, nil
	}
	var m sheet.Mapping
	if err := json.Unmarshal([]byte(reading), &m); err != nil {
		return nil, fmt.Errorf("read the columns %q: %w", reading, err)
	}
	return &m, nil
}

// Hold keeps a table of which nobody has said yet what its columns hold, so
// that it need not be sent again. It is no bill of materials before that.
func (im Importer) Hold(ctx context.Context, who org.Actor, file string, data []byte) (record.Blob, error) {
	if err := who.May(org.ImportSBOM); err != nil {
		return record.Blob{}, err
	}
	blob, err := im.Blobs.Put(bytes.NewReader(data), intake.SBOM.Bytes)
	if err != nil {
		return blob, err
	}
	blob.Name, blob.Media, blob.At = file, "table", im.DB.Now()
	err = im.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Blob(ctx, blob.Hash); !fault.Is(err, fault.NotFound) {
			return err // it is here already, or can't be known
		}
		if err := tx.SaveBlob(ctx, blob); err != nil {
			return err
		}
		return tx.Append(ctx, record.Entry{What: "file.held", About: blob.Hash, Who: who, Data: map[string]any{"file": file, "size": blob.Size}})
	})
	return blob, err
}

// Held returns a file that the organisation keeps, by its hash.
func (im Importer) Held(ctx context.Context, who org.Actor, hash string) (record.Blob, []byte, error) {
	var blob record.Blob
	err := im.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		var err error
		blob, err = tx.Blob(ctx, hash)
		return err
	})
	if err != nil {
		return blob, nil, err
	}
	body, err := im.Blobs.Open(blob.Hash)
	if err != nil {
		return blob, nil, err
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	return blob, data, err
}
