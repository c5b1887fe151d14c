package record

import "time"

// A Blob is a file as it arrived, kept byte for byte under its SHA-256.
type Blob struct {
	Hash  string // SHA-256, lower-case hex
	Size  int64
	Name  string    // as its sender called it; for display only
	Media string    // what it was found to be, never what its sender claims
	At    time.Time // of arrival
}
