package spdx

// A relation says what a relationship type means for "what needs what".
type relation struct {
	need  byte   // '>': the first needs the second; '<': the other way round; 0: neither
	scope string // CycloneDX scope of the needed one, when this is all that needs it
}

// relations is every relationship type of SPDX 2.3, 11.1. Containing counts as
// needing: what is inside is shipped.
var relations = map[string]relation{
	"CONTAINS": {need: '>'}, "CONTAINED_BY": {need: '<'}, "PACKAGE_OF": {need: '<'},
	"DEPENDS_ON": {need: '>'}, "DEPENDENCY_OF": {need: '<'}, "RUNTIME_DEPENDENCY_OF": {need: '<'},
	"DYNAMIC_LINK": {need: '>'}, "STATIC_LINK": {need: '>'},
	"HAS_PREREQUISITE": {need: '>'}, "PREREQUISITE_FOR": {need: '<'}, "PROVIDED_DEPENDENCY_OF": {need: '<'},
	"OPTIONAL_DEPENDENCY_OF": {'<', "optional"}, "OPTIONAL_COMPONENT_OF": {'<', "optional"},
	"BUILD_DEPENDENCY_OF": {'<', "excluded"}, "DEV_DEPENDENCY_OF": {'<', "excluded"}, "TEST_DEPENDENCY_OF": {'<', "excluded"},
	"BUILD_TOOL_OF": {'<', "excluded"}, "DEV_TOOL_OF": {'<', "excluded"}, "TEST_TOOL_OF": {'<', "excluded"},

	"DESCRIBES": {}, "DESCRIBED_BY": {}, "AMENDS": {}, "OTHER": {},
	"ANCESTOR_OF": {}, "DESCENDANT_OF": {}, "VARIANT_OF": {}, "COPY_OF": {}, "GENERATES": {}, "GENERATED_FROM": {},
	"DISTRIBUTION_ARTIFACT": {}, "EXPANDED_FROM_ARCHIVE": {}, "PATCH_FOR": {}, "PATCH_APPLIED": {},
	"FILE_ADDED": {}, "FILE_DELETED": {}, "FILE_MODIFIED": {}, "DATA_FILE_OF": {}, "METAFILE_OF": {},
	"DEPENDENCY_MANIFEST_OF": {}, "DOCUMENTATION_OF": {}, "EXAMPLE_OF": {}, "TEST_CASE_OF": {}, "TEST_OF": {},
	"REQUIREMENT_DESCRIPTION_FOR": {}, "SPECIFICATION_FOR": {},
}

// relations3 is the same for the RelationshipType vocabulary of SPDX 3, where
// each type has one direction and the scope stands beside it.
var relations3 = map[string]relation{
	"contains": {need: '>'}, "dependsOn": {need: '>'}, "hasDynamicLink": {need: '>'}, "hasStaticLink": {need: '>'},
	"hasPrerequisite": {need: '>'}, "hasProvidedDependency": {need: '>'},
	"hasOptionalComponent": {'>', "optional"}, "hasOptionalDependency": {'>', "optional"},
	"usesTool": {'>', "excluded"},

	"affects": {}, "doesNotAffect": {}, "fixedIn": {}, "underInvestigationFor": {},
	"amendedBy": {}, "ancestorOf": {}, "availableFrom": {}, "configures": {}, "coordinatedBy": {}, "copiedTo": {}, "delegatedTo": {},
	"descendantOf": {}, "describes": {}, "expandsTo": {}, "exploitCreatedBy": {}, "fixedBy": {}, "foundBy": {}, "generates": {},
	"hasAddedFile": {}, "hasAssessmentFor": {}, "hasAssociatedVulnerability": {}, "hasConcludedLicense": {}, "hasDataFile": {},
	"hasDeclaredLicense": {}, "hasDeletedFile": {}, "hasDependencyManifest": {}, "hasDistributionArtifact": {},
	"hasDocumentation": {}, "hasEvidence": {}, "hasExample": {}, "hasHost": {}, "hasInput": {}, "hasMetadata": {}, "hasOutput": {},
	"hasRequirement": {}, "hasSpecification": {}, "hasTest": {}, "hasTestCase": {}, "hasVariant": {}, "invokedBy": {},
	"modifiedBy": {}, "other": {}, "packagedBy": {}, "patchedBy": {}, "publishedBy": {}, "reportedBy": {}, "republishedBy": {},
	"serializedInArtifact": {}, "testedOn": {}, "trainedOn": {},
}
