package cyclonedx

import (
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"aceso/internal/domain/sbom"
)

// toAddress writes how the maker of a component is reached, where the mapping
// of BSI TR-03183-2 version 2.1.0, 8.2, looks for it.
func toAddress(out *cdx.Component, address string) {
	if address == "" {
		return
	}
	maker := &cdx.OrganizationalEntity{}
	if out.Supplier != nil {
		maker.Name = out.Supplier.Name
	}
	if strings.Contains(address, "://") {
		maker.URL = &[]string{address}
	} else {
		maker.Contact = &[]cdx.OrganizationalContact{{Email: address}}
	}
	out.Manufacturer = maker
}

// aggregates are the words of compositions in CycloneDX 1.6.
var aggregates = map[string]cdx.CompositionAggregate{
	"complete": cdx.CompositionAggregateComplete, "incomplete": cdx.CompositionAggregateIncomplete,
	"incomplete_first_party_only":             cdx.CompositionAggregateIncompleteFirstPartyOnly,
	"incomplete_third_party_only":             cdx.CompositionAggregateIncompleteThirdPartyOnly,
	"incomplete_first_party_proprietary_only": cdx.CompositionAggregateIncompleteFirstPartyProprietaryOnly,
	"incomplete_first_party_opensource_only":  cdx.CompositionAggregateIncompleteFirstPartyOpenSourceOnly,
	"incomplete_third_party_proprietary_only": cdx.CompositionAggregateIncompleteThirdPartyProprietaryOnly,
	"incomplete_third_party_opensource_only":  cdx.CompositionAggregateIncompleteThirdPartyOpenSourceOnly,
	"unknown":                                 cdx.CompositionAggregateUnknown, "noAssertion": cdx.CompositionAggregateUnknown,
}

func toCompositions(extents []sbom.Extent) *[]cdx.Composition {
	var all []cdx.Composition
	for _, x := range extents {
		how, known := aggregates[x.How]
		if !known {
			continue
		}
		c := cdx.Composition{Aggregate: how}
		var refs []cdx.BOMReference
		for _, ref := range x.Refs {
			refs = append(refs, cdx.BOMReference(ref))
		}
		c.Dependencies = list(refs)
		all = append(all, c)
	}
	return list(all)
}
