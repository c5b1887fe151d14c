package intake_test

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

func FuzzRead(f *testing.F) {
	f.Add([]byte("plain"))
	f.Add(gz(f, []byte("pump")))
	f.Add(zst(f, bytes.Repeat([]byte("pump"), 100)))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := intake.Read(bytes.NewReader(data), small)
		if err != nil && fault.Of(err) == nil {
			t.Errorf("refused without a reason for the sender: %v", err)
		}
		if int64(len(got)) > small.Unpacked {
			t.Errorf("%d bytes came through", len(got))
		}
	})
}

func FuzzZip(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("a.json")
	if err != nil {
		f.Fatal(err)
	}
	if _, err := w.Write([]byte("{}")); err != nil {
		f.Fatal(err)
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		var total int64
		err := intake.ZipBytes(data, small, func(_ string, in io.Reader) error {
			n, err := io.Copy(io.Discard, in)
			total += n
			return err
		})
		if err != nil && fault.Of(err) == nil {
			t.Errorf("refused without a reason for the sender: %v", err)
		}
		if total > small.Unpacked {
			t.Errorf("%d bytes came through", total)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("name,version\n\"zlib\",1.3\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _, err := intake.LooseText(data)
		if err == nil {
			err = intake.CSV(bytes.NewReader(text), ',', small, func(_ int, fields []string) error {
				if len(fields) > small.Columns {
					t.Errorf("%d columns came through", len(fields))
				}
				return nil
			})
		}
		if err != nil && fault.Of(err) == nil {
			t.Errorf("refused without a reason for the sender: %v", err)
		}
	})
}
