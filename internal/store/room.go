package store

import (
	"errors"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"aceso/internal/value/fault"
)

// NoRoom turns an error that comes of a full disk into a fault that says so.
// Any other error is returned as it is. What was to be written is not there;
// what was there before stays, and can be read.
func NoRoom(err error) error {
	if err == nil || fault.Of(err) != nil || !noRoom(err) {
		return err
	}
	return fault.New(fault.Full, "the disk of the server is full, so nothing can be kept now; what was there before can still be read").
		Helped("an administrator of the server makes room on its disk; then ask again")
}

// The codes of a full disk (sqlite.org/rescode.html: SQLITE_FULL, and
// SQLITE_IOERR_SHMSIZE for the file that readers and writers share; PostgreSQL,
// appendix A: disk_full).
const (
	sqliteFull    = 13
	sqliteShmSize = 10 | 19<<8
	postgresFull  = "53100"
)

func noRoom(err error) bool {
	var lite *sqlite.Error
	var server *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return lite.Code()&0xff == sqliteFull || lite.Code() == sqliteShmSize
	case errors.As(err, &server):
		return server.Code == postgresFull
	}
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
