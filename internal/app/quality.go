package app

import (
	"aceso/internal/client/wire"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/serve"
)

// QualityOfFile holds a bill of materials against profiles. Nothing is kept.
func QualityOfFile(data []byte, profiles []*sbom.Profile) ([]wire.Quality, error) {
	doc, _, err := bom.Decode(data, intake.SBOM)
	if err != nil {
		return nil, err
	}
	var all []wire.Quality
	for _, p := range profiles {
		all = append(all, serve.WireQuality(doc, p.Measure(doc), serve.Stretch{}))
	}
	return all, nil
}
