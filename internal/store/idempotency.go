package store

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/value/fault"
)

// A Reply is the answer to a request that carried an Idempotency-Key. That the
// request was done is kept in the transaction that it ran in, its answer right
// after: the same request again gets the same answer and does nothing.
type Reply struct {
	Person  string // who asked: a person's or a token's id
	Key     string
	Request string // hash of method, path and body: the same key for something else is a mistake
	Status  int    // 0: done, and its answer is not kept yet
	Header  string // what the answer's head needs, in the face's own form
	Body    []byte
	At      time.Time
}

// Reply returns the answer that was given to a key before. Its fault is of kind NotFound when there is none.
func (tx *Tx) Reply(ctx context.Context, person, key string) (Reply, error) {
	return one(tx.queryRow(ctx, `SELECT person, key, request, status, header, body, at FROM reply WHERE org = $1 AND person = $2 AND key = $3`, tx.org, person, key), func(r row) (Reply, error) {
		var p Reply
		err := r.Scan(&p.Person, &p.Key, &p.Request, &p.Status, &p.Header, &p.Body, at{&p.At})
		return p, err
	}, "there is no reply to %q", key)
}

// SaveReply keeps the answer to a key. Of two requests that run at once with
// the same key the second waits and then fails with a Conflict.
func (tx *Tx) SaveReply(ctx context.Context, p Reply) error {
	if p.Body == nil {
		p.Body = []byte{}
	}
	return tx.create(ctx, fault.New(fault.Conflict, "the same request runs already").Helped("ask again in a moment"),
		`INSERT INTO reply (org, person, key, request, status, header, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		tx.org, p.Person, p.Key, p.Request, p.Status, p.Header, p.Body, when(tx.now))
}

// FinishReply keeps the answer to a request that SaveReply noted as done.
func (tx *Tx) FinishReply(ctx context.Context, p Reply) error {
	if p.Body == nil {
		p.Body = []byte{}
	}
	_, err := tx.exec(ctx, `UPDATE reply SET status = $4, header = $5, body = $6 WHERE org = $1 AND person = $2 AND key = $3`,
		tx.org, p.Person, p.Key, p.Status, p.Header, p.Body)
	if err != nil {
		return fmt.Errorf("keep the answer to %q: %w", p.Key, err)
	}
	return nil
}

// Along returns a context whose first Update to be committed runs do as well,
// before its own work and in the same transaction: either both are kept or
// neither is. kept tells whether they are. The context is for one goroutine.
func Along(ctx context.Context, do func(context.Context, *Tx) error) (along context.Context, kept func() bool) {
	r := &rider{do: do}
	return context.WithValue(ctx, riderKey{}, r), func() bool { return r.done }
}

type riderKey struct{}

type rider struct {
	do   func(context.Context, *Tx) error
	done bool
}

// along adds to an Update what its context has it do besides.
func along(ctx context.Context, fn func(*Tx) error) (both func(*Tx) error, committed func()) {
	r, _ := ctx.Value(riderKey{}).(*rider)
	if r == nil || r.done {
		return fn, func() {}
	}
	return func(tx *Tx) error {
		if err := r.do(ctx, tx); err != nil {
			return err
		}
		return fn(tx)
	}, func() { r.done = true }
}

// ForgetReplies drops answers that are older than their time.
func (tx *Tx) ForgetReplies(ctx context.Context, before time.Time) (int64, error) {
	n, err := tx.exec(ctx, `DELETE FROM reply WHERE org = $1 AND at < $2`, tx.org, when(before))
	if err != nil {
		return 0, fmt.Errorf("forget old replies: %w", err)
	}
	return n, nil
}
