// Package ident reads and writes the names by which the trade knows things:
// package URLs, CPE names, the ids of weaknesses, and device identifiers (UDI).
// Each is parsed strictly, written in one canonical text, and compared by its
// own standard's rules.
package ident

// maxText bounds every identifier that is read here. The longest real ones
// (package URLs with a download address and a checksum) stay below 2 KiB.
const maxText = 8 << 10
