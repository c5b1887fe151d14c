package sheet

import (
	"regexp"
	"strings"

	"aceso/internal/value/fault"
)

// MDS2 refuses a manufacturer's disclosure statement (ANSI/NEMA HN 1): its
// questions would make a fine list of components that nobody has.
var MDS2 = fault.New(fault.Invalid, "this is a manufacturer disclosure statement (MDS2): it answers questions about a device and lists no components").
	Helped("keep it with the device model that it is about: disclosures of devices are not taken in yet; send the list of components as a file of its own")

// mds2Question is the number of a question, of the editions of 2013 and 2019.
var mds2Question = regexp.MustCompile(`^(DOC|MPII|ALOF|AUDT|AUTH|CSUP|DIDT|DTBK|EMRG|IGAU|MLDP|NAUT|CONN|PAUT|PLOK|RDMP|SBOM|SAHD|SGUD|STCF|TXCF|TXIG|RMOT|OTHR|CNFS)-\d+(\.\d+)*$`)

// isMDS2 tells whether rows are the beginning of such a statement: it says so
// itself, or it numbers its questions as one does.
func isMDS2(rows [][]string) bool {
	questions := 0
	for _, row := range rows {
		for _, text := range row {
			text = strings.TrimSpace(text)
			if strings.Contains(strings.ToLower(text), "manufacturer disclosure statement for medical device security") {
				return true
			}
			if mds2Question.MatchString(text) {
				questions++
			}
		}
	}
	return questions >= 5
}
