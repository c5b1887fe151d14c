package spdx

import "strings"

// The words of the specification, and what they are called here.

// hashes gives the CycloneDX name of a checksum algorithm and how many hex
// digits its values have. SPDX 2.3, 7.10; SPDX 3 has its own spellings.
var hashes = map[string]struct {
	name   string
	digits int // 0: no fixed length
}{
	"SHA1": {"SHA-1", 40}, "SHA224": {"SHA-224", 56}, "SHA256": {"SHA-256", 64}, "SHA384": {"SHA-384", 96}, "SHA512": {"SHA-512", 128},
	"SHA3-256": {"SHA3-256", 64}, "SHA3-384": {"SHA3-384", 96}, "SHA3-512": {"SHA3-512", 128},
	"BLAKE2b-256": {"BLAKE2b-256", 64}, "BLAKE2b-384": {"BLAKE2b-384", 96}, "BLAKE2b-512": {"BLAKE2b-512", 128}, "BLAKE3": {"BLAKE3", 0},
	"MD2": {"MD2", 32}, "MD4": {"MD4", 32}, "MD5": {"MD5", 32}, "MD6": {"MD6", 0}, "ADLER32": {"ADLER32", 8},
}

// hashes3 gives the SPDX 2 name of an SPDX 3 algorithm (HashAlgorithm
// vocabulary); those that only SPDX 3 has keep their own.
var hashes3 = map[string]string{
	"sha1": "SHA1", "sha224": "SHA224", "sha256": "SHA256", "sha384": "SHA384", "sha512": "SHA512",
	"sha3_224": "sha3_224", "sha3_256": "SHA3-256", "sha3_384": "SHA3-384", "sha3_512": "SHA3-512",
	"blake2b256": "BLAKE2b-256", "blake2b384": "BLAKE2b-384", "blake2b512": "BLAKE2b-512", "blake3": "BLAKE3",
	"md2": "MD2", "md4": "MD4", "md5": "MD5", "md6": "MD6", "adler32": "ADLER32",
	"crystalsDilithium": "crystalsDilithium", "crystalsKyber": "crystalsKyber", "falcon": "falcon", "other": "other",
}

// kinds gives the CycloneDX word for a package's purpose; "" where it has
// none. SPDX 2.3, 7.24, spells one with a dash, and its JSON schema with an
// underscore.
var kinds = map[string]string{
	"APPLICATION": "application", "FRAMEWORK": "framework", "LIBRARY": "library", "CONTAINER": "container",
	"OPERATING_SYSTEM": "operating-system", "OPERATING-SYSTEM": "operating-system", "DEVICE": "device", "FIRMWARE": "firmware", "FILE": "file",
	"SOURCE": "", "ARCHIVE": "", "INSTALL": "", "OTHER": "",
}

// kinds3 is the same for the SoftwarePurpose vocabulary of SPDX 3.
var kinds3 = map[string]string{
	"application": "application", "executable": "application", "framework": "framework", "library": "library", "module": "library",
	"container": "container", "operatingSystem": "operating-system", "device": "device", "deviceDriver": "device-driver",
	"firmware": "firmware", "platform": "platform", "model": "machine-learning-model", "data": "data", "file": "file",
	"archive": "", "bom": "", "configuration": "", "diskImage": "", "documentation": "", "evidence": "", "filesystemImage": "",
	"install": "", "manifest": "", "other": "", "patch": "", "requirement": "", "source": "", "specification": "", "test": "",
}

// categories are those of an external reference. The underscore forms stood in
// the JSON schema of 2.2 and are still written by most tools.
var categories = map[string]bool{
	"SECURITY": true, "PACKAGE-MANAGER": true, "PERSISTENT-ID": true, "OTHER": true,
	"PACKAGE_MANAGER": true, "PERSISTENT_ID": true,
}

// unsaid tells whether a text stands for "nobody says".
func unsaid(s string) bool { return s == "" || s == "NOASSERTION" }

// said returns the first text that says something. NONE is something: it
// claims that there is none.
func said(texts ...string) string {
	for _, s := range texts {
		if !unsaid(s) {
			return s
		}
	}
	return ""
}

// agent takes "Organization: ACME (info@acme.example)" apart. What is not
// written that way is the name.
func agent(s string) (kind, name string) {
	for _, k := range [...]string{"Person", "Organization", "Tool"} {
		if rest, ok := strings.CutPrefix(s, k+":"); ok {
			return k, withoutMail(strings.TrimSpace(rest))
		}
	}
	return "", s
}

// withoutMail drops the optional "(mail)" behind a name.
func withoutMail(s string) string {
	open := strings.LastIndex(s, " (")
	if open <= 0 || !strings.HasSuffix(s, ")") {
		return strings.TrimSpace(s)
	}
	if inside := s[open+2 : len(s)-1]; inside == "" || strings.Contains(inside, "@") {
		return strings.TrimSpace(s[:open])
	}
	return s
}

// mail returns the "(mail)" behind a name.
func mail(s string) string {
	open := strings.LastIndex(s, " (")
	if open <= 0 || !strings.HasSuffix(s, ")") || !strings.Contains(s[open:], "@") {
		return ""
	}
	return s[open+2 : len(s)-1]
}

// party returns the name of a supplier or originator, "" when nobody says.
func party(s string) string {
	if unsaid(s) || s == "NONE" {
		return ""
	}
	_, name := agent(s)
	return name
}

// tool writes "syft-0.90.1" as "syft 0.90.1". SPDX 2.3, 6.8: toolidentifier-version.
func tool(s string) string {
	dash := strings.LastIndexByte(s, '-')
	if dash <= 0 || dash+1 == len(s) {
		return s
	}
	version := strings.TrimPrefix(s[dash+1:], "v")
	if version == "" || version[0] < '0' || version[0] > '9' {
		return s
	}
	return s[:dash] + " " + s[dash+1:]
}
