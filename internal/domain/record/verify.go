package record

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"aceso/internal/value/fault"
)

// A Checkpoint is a signed statement of how long the log was and what its
// root hash was (C2SP signed note). A copy held elsewhere shows a cut tail or
// a rewritten log, which the log alone can't.
type Checkpoint struct {
	Size int64
	Root tlog.Hash
	At   time.Time
	Note []byte // the signed text
	By   string // the key that signed it, as signed notes name one: "aceso-log+1a2b3c4d"

	// Claimed is set where the key came together with the log: the checkpoint
	// must agree, and still proves nothing. Whoever wrote the whole log anew
	// would have signed it with a key of their own.
	Claimed bool
}

func keyID(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// Sign makes a checkpoint of a log of that size and root.
func Sign(signer note.Signer, size int64, root tlog.Hash, at time.Time) (Checkpoint, error) {
	text := string(tlog.FormatTree(tlog.Tree{N: size, Hash: root})) + at.UTC().Format(Stamp) + "\n"
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("sign a checkpoint: %w", err)
	}
	return Checkpoint{Size: size, Root: root, At: at.UTC(), Note: signed, By: keyID(signer.Name(), signer.KeyHash())}, nil
}

// Open checks the signature of a checkpoint and reads it.
func Open(signed []byte, by note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(by))
	var other *note.UnverifiedNoteError
	if errors.As(err, &other) && len(other.Note.UnverifiedSigs) > 0 {
		sig := other.Note.UnverifiedSigs[0]
		return Checkpoint{}, fault.New(fault.Unverified, "a checkpoint is signed with the key %s and not with %s", keyID(sig.Name, sig.Hash), keyID(by.Name(), by.KeyHash()))
	}
	if err != nil {
		return Checkpoint{}, fault.New(fault.Unverified, "the checkpoint's signature does not hold: %v", err)
	}
	tree, err := tlog.ParseTree([]byte(n.Text))
	if err != nil {
		return Checkpoint{}, fault.New(fault.Unverified, "the checkpoint can't be read: %v", err)
	}
	at, err := timeOf(n.Text)
	if err != nil {
		return Checkpoint{}, fault.New(fault.Unverified, "the checkpoint's time can't be read: %v", err)
	}
	return Checkpoint{Size: tree.N, Root: tree.Hash, At: at, Note: signed, By: keyID(by.Name(), by.KeyHash())}, nil
}

// timeOf returns the time that Sign put behind the tree's three lines.
func timeOf(text string) (time.Time, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return time.Time{}, errors.New("there is none")
	}
	return time.Parse(Stamp, lines[3])
}

// A Source gives the canonical entries of one organisation's log in order.
type Source interface {
	LogSize(context.Context) (int64, error)
	LogLeaves(ctx context.Context, from int64, n int) ([][]byte, error)
}

// A Keeper is a source that keeps more than the entries: what they are found
// by, and the hashes of the tree. None of it may say anything else.
type Keeper interface {
	Source
	LogIndex(ctx context.Context, from int64, n int) ([]Indexed, error)
	LogHashes(ctx context.Context, from int64, n int) ([]Slot, error)
}

// Indexed is what an entry is found by, as it is kept beside its canonical bytes.
type Indexed struct {
	Seq                  int64
	At, What, About, Who string // Who is the name
}

// A Slot is a place of the tree with the hash that is kept there.
type Slot struct {
	No   int64
	Hash string
}

// A Report is what a verification found.
type Report struct {
	Org         string
	Name        string // of the organisation, for people; an export only claims it
	Size        int64
	Root        tlog.Hash
	Checkpoints int // that were compared and agree

	// What the longest checkpoint says that is not merely claimed: no more
	// entries than Covered are proven to be those that were written.
	Covered int64
	By      string
	Signed  time.Time
}

// Uncovered is how many entries at the end no checkpoint covers: they fit
// together, and nothing shows that they are the ones that were written.
func (r Report) Uncovered() int64 { return r.Size - r.Covered }

// rest notes what checkpoints prove, once all of them agree.
func (r *Report) rest(points []Checkpoint) {
	for _, c := range points {
		if !c.Claimed && (c.Size > r.Covered || c.Size == r.Covered && r.By == "") {
			r.Covered, r.By, r.Signed = c.Size, c.By, c.At
		}
	}
}

// Verify computes the whole log anew and compares it with every checkpoint
// given. The first thing that does not hold is the error, a fault of kind Unverified.
func Verify(ctx context.Context, org string, log Source, checkpoints []Checkpoint) (Report, error) {
	size, err := log.LogSize(ctx)
	if err != nil {
		return Report{}, err
	}
	roots := map[int64]tlog.Hash{}
	for _, c := range checkpoints {
		if c.Size > size {
			return Report{}, fault.New(fault.Unverified, "a checkpoint speaks of %d entries and the log has only %d: its end was cut off", c.Size, size)
		}
		if root, ok := roots[c.Size]; ok && root != c.Root {
			return Report{}, fault.New(fault.Unverified, "two checkpoints of %d entries contradict each other: the log was rewritten", c.Size)
		}
		roots[c.Size] = c.Root
	}
	tree := &tree{}
	check := func() error {
		want, ok := roots[tree.size]
		if !ok {
			return nil
		}
		got, err := tree.root()
		if err != nil {
			return err
		}
		if got != want {
			return fault.New(fault.Unverified, "the first %d entries are not those that the checkpoint was signed over: the log was rewritten", tree.size)
		}
		return nil
	}
	for tree.size < size {
		leaves, err := log.LogLeaves(ctx, tree.size, 500)
		if err != nil {
			return Report{}, err
		}
		if len(leaves) == 0 {
			return Report{}, fault.New(fault.Unverified, "entry %d of %d is missing", tree.size, size)
		}
		if err := indexed(ctx, log, tree.size, leaves); err != nil {
			return Report{}, err
		}
		for _, l := range leaves {
			if err := orderly(org, tree.size, l); err != nil {
				return Report{}, err
			}
			if err := tree.add(l); err != nil {
				return Report{}, err
			}
			if err := check(); err != nil {
				return Report{}, err
			}
		}
	}
	if more, err := log.LogLeaves(ctx, size, 1); err != nil || len(more) > 0 {
		return Report{}, errors.Join(err, fault.New(fault.Unverified, "the log has more entries than the %d that it counts", size))
	}
	if err := tree.kept(ctx, log); err != nil {
		return Report{}, err
	}
	root, err := tree.root()
	if err != nil {
		return Report{}, err
	}
	r := Report{Org: org, Size: size, Root: root, Checkpoints: len(checkpoints)}
	r.rest(checkpoints)
	return r, nil
}

// indexed compares entries with what they are found by, where that is kept
// beside them: who can't find an entry does not see it.
func indexed(ctx context.Context, log Source, from int64, leaves [][]byte) error {
	keeper, ok := log.(Keeper)
	if !ok {
		return nil
	}
	index, err := keeper.LogIndex(ctx, from, len(leaves))
	if err != nil {
		return err
	}
	for i, l := range leaves {
		e, err := Read(l)
		if err != nil {
			return fault.New(fault.Unverified, "entry %d can't be read: %v", from+int64(i), err)
		}
		if i >= len(index) || index[i] != (Indexed{e.Seq, e.At.Format(Stamp), e.What, e.About, e.Who.Name}) {
			return fault.New(fault.Unverified, "entry %d is not found under what it says", from+int64(i))
		}
	}
	return nil
}

// orderly tells whether the entry stands where it says it stands, in canonical form.
func orderly(org string, seq int64, leaf []byte) error {
	e, err := Read(leaf)
	if err != nil {
		return fault.New(fault.Unverified, "entry %d can't be read: %v", seq, err)
	}
	if e.Seq != seq {
		return fault.New(fault.Unverified, "at place %d stands entry %d: entries were moved or taken out", seq, e.Seq)
	}
	if e.Who.Org != org {
		return fault.New(fault.Unverified, "entry %d belongs to another organisation", seq)
	}
	return nil
}

// tree is a Merkle tree that is computed anew, in memory.
type tree struct {
	size   int64
	hashes []tlog.Hash
}

func (t *tree) reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(slots []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(slots))
		for i, s := range slots {
			out[i] = t.hashes[s]
		}
		return out, nil
	})
}

func (t *tree) add(leaf []byte) error {
	hs, err := tlog.StoredHashes(t.size, leaf, t.reader())
	if err != nil {
		return fmt.Errorf("add entry %d to the tree: %w", t.size, err)
	}
	t.hashes = append(t.hashes, hs...)
	t.size++
	return nil
}

// kept compares every hash of the tree with the one that is kept in its place.
func (t *tree) kept(ctx context.Context, log Source) error {
	keeper, ok := log.(Keeper)
	if !ok {
		return nil
	}
	for from := 0; ; {
		slots, err := keeper.LogHashes(ctx, int64(from), 1000)
		if err != nil {
			return err
		}
		for _, s := range slots {
			if from == len(t.hashes) || s.No != int64(from) || s.Hash != t.hashes[from].String() {
				return fault.New(fault.Unverified, "the hash in place %d of the tree is not that of the entries", s.No)
			}
			from++
		}
		if len(slots) == 0 && from < len(t.hashes) {
			return fault.New(fault.Unverified, "the hash in place %d of the tree is missing", from)
		}
		if len(slots) == 0 {
			return nil
		}
	}
}

func (t *tree) root() (tlog.Hash, error) {
	if t.size == 0 {
		return tlog.Hash{}, nil
	}
	return tlog.TreeHash(t.size, t.reader())
}
