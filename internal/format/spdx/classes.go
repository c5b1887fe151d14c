package spdx

import "strings"

// A class is what an SPDX 3 element is to a bill of materials.
type class int

const (
	classUnknown class = iota
	classOther         // exists, and is not needed here
	classCreation
	classDocument
	classBill
	classPackage
	classFile
	classAgent
	classLicence
	classWeakness
	classLink
)

// classes gives the class of every type that can be instantiated in SPDX 3.0.
var classes = func() map[string]class {
	all := map[string]class{}
	for c, types := range map[class]string{
		classCreation: "CreationInfo",
		classDocument: "SpdxDocument",
		classBill:     "software_Sbom Bom Bundle",
		classPackage:  "software_Package ai_AIPackage dataset_DatasetPackage",
		classFile:     "software_File",
		classAgent:    "Person Organization SoftwareAgent Agent Tool",
		classLicence: `simplelicensing_LicenseExpression simplelicensing_SimpleLicensingText
			expandedlicensing_ListedLicense expandedlicensing_ListedLicenseException
			expandedlicensing_CustomLicense expandedlicensing_CustomLicenseAddition
			expandedlicensing_ConjunctiveLicenseSet expandedlicensing_DisjunctiveLicenseSet
			expandedlicensing_OrLaterOperator expandedlicensing_WithAdditionOperator
			expandedlicensing_IndividualLicensingInfo`,
		classWeakness: "security_Vulnerability",
		classLink: `Relationship LifecycleScopedRelationship
			security_VexAffectedVulnAssessmentRelationship security_VexFixedVulnAssessmentRelationship
			security_VexNotAffectedVulnAssessmentRelationship security_VexUnderInvestigationVulnAssessmentRelationship
			security_CvssV2VulnAssessmentRelationship security_CvssV3VulnAssessmentRelationship
			security_CvssV4VulnAssessmentRelationship security_EpssVulnAssessmentRelationship
			security_ExploitCatalogVulnAssessmentRelationship security_SsvcVulnAssessmentRelationship`,
		classOther: `Annotation build_Build software_Snippet IndividualElement NamespaceMap ExternalMap
			ExternalIdentifier ExternalRef Hash PackageVerificationCode DictionaryEntry PositiveIntegerRange`,
	} {
		for _, t := range strings.Fields(types) {
			all[t] = c
		}
	}
	return all
}()
