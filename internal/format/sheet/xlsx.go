package sheet

import (
	"io"
	"path"
	"strconv"
	"strings"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// workbook is an XLSX file (ECMA-376). It is read here and not by the library
// that writes it, because that one's streaming reader does not tell a text
// from a number, which is how 1.10 and 1.1 become the same.
type workbook struct {
	data    []byte
	lim     intake.Limits
	names   []string          // of the sheets, in order
	parts   map[string]string // sheet's name to its entry in the archive
	shared  []string          // the texts that cells share
	formats []numberFormat    // by the cell's style
	epoch   epoch
}

// The most that a workbook may unpack to, whatever else is allowed: it is held
// in memory while it is read.
const (
	mostUnpacked = 512 << 20
	mostSheets   = 100
)

func openXLSX(data []byte, lim intake.Limits) (table, error) {
	lim.Unpacked, lim.Entry = min(lim.Unpacked, mostUnpacked), min(lim.Entry, mostUnpacked/2)
	w := &workbook{data: data, lim: lim, parts: map[string]string{}}
	parts, err := w.read(func(name string) bool {
		return name == "xl/workbook.xml" || name == "xl/_rels/workbook.xml.rels" || name == "xl/sharedStrings.xml" || name == "xl/styles.xml"
	})
	if err != nil {
		return nil, err
	}
	if parts["xl/workbook.xml"] == nil {
		return nil, fault.New(fault.Invalid, "the archive is no XLSX workbook").Helped("save the list as .xlsx or .csv")
	}
	for _, read := range []struct {
		part string
		by   func([]byte) error
	}{
		{"xl/_rels/workbook.xml.rels", w.readRelations},
		{"xl/workbook.xml", w.readWorkbook},
		{"xl/sharedStrings.xml", w.readShared},
		{"xl/styles.xml", w.readStyles},
	} {
		if part := parts[read.part]; part != nil {
			if err := read.by(part); err != nil {
				return nil, err
			}
		}
	}
	if len(w.names) == 0 {
		return nil, fault.New(fault.Invalid, "the workbook has no sheet that can be seen")
	}
	return w, nil
}

// read unpacks the wanted entries of the archive.
func (w *workbook) read(wanted func(name string) bool) (map[string][]byte, error) {
	parts := map[string][]byte{}
	err := intake.ZipBytes(w.data, w.lim, func(name string, in io.Reader) error {
		if !wanted(name) {
			return nil
		}
		part, err := io.ReadAll(in)
		parts[name] = part
		return err
	})
	return parts, err
}

func (w *workbook) sheets() []string { return w.names }

func (w *workbook) encoding() string { return "xlsx" }

func (w *workbook) day(serial float64) string { return w.epoch.day(serial) }

// readRelations learns where the sheets lie, by the identifiers that the
// workbook uses. Sheets outside of the file are left out.
func (w *workbook) readRelations(data []byte) error {
	x, err := intake.WalkXML(data, w.lim)
	if err != nil {
		return err
	}
	x.Children(func(e intake.Element) {
		if strings.HasSuffix(e.Attr("Type"), "/worksheet") && e.Attr("TargetMode") != "External" {
			target := e.Attr("Target")
			if !strings.HasPrefix(target, "/") {
				target = "/xl/" + target
			}
			w.parts[e.Attr("Id")] = strings.TrimPrefix(path.Clean(target), "/")
		}
	})
	return x.Close()
}

// readWorkbook learns the names of the sheets that can be seen, and from which
// day dates count.
func (w *workbook) readWorkbook(data []byte) error {
	x, err := intake.WalkXML(data, w.lim)
	if err != nil {
		return err
	}
	byID := w.parts
	w.parts = map[string]string{}
	x.Children(func(e intake.Element) {
		switch e.Name {
		case "workbookPr":
			w.epoch = epoch(e.Attr("date1904") == "1" || e.Attr("date1904") == "true")
		case "sheets":
			x.Children(func(s intake.Element) {
				part := byID[relation(s)]
				if state := s.Attr("state"); part != "" && (state == "" || state == "visible") && len(w.names) < mostSheets {
					w.names = append(w.names, s.Attr("name"))
					w.parts[s.Attr("name")] = part
				}
			})
		}
	})
	return x.Close()
}

// relation returns the attribute r:id of a sheet, in whichever name space.
func relation(e intake.Element) string {
	for _, a := range e.Attrs {
		if a.Name == "id" && a.Space != "" {
			return a.Value
		}
	}
	return ""
}

func (w *workbook) readShared(data []byte) error {
	x, err := intake.WalkXML(data, w.lim)
	if err != nil {
		return err
	}
	x.Children(func(intake.Element) { w.shared = append(w.shared, richText(x)) })
	return x.Close()
}

// richText joins the runs of a text. What helps with its pronunciation is
// left out.
func richText(x *intake.XMLWalk) string {
	var b strings.Builder
	x.Children(func(e intake.Element) {
		switch e.Name {
		case "t":
			b.WriteString(x.Text())
		case "r":
			x.Children(func(e intake.Element) {
				if e.Name == "t" {
					b.WriteString(x.Text())
				}
			})
		}
	})
	return unescapeXLSX(b.String())
}

// unescapeXLSX reads _x000D_, which stands for the character of that number.
// ECMA-376, 22.9.2.19.
func unescapeXLSX(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		at := strings.Index(s, "_x")
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		if len(s) >= at+7 && s[at+6] == '_' {
			if n, err := strconv.ParseUint(s[at+2:at+6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				s = s[at+7:]
				continue
			}
		}
		b.WriteString("_x")
		s = s[at+2:]
	}
}

// rows reads one sheet.
func (w *workbook) rows(m *Mapping, fn func(row int, cells []cell) error) error {
	if m.Sheet == "" {
		m.Sheet = w.names[0]
	}
	part, ok := w.parts[m.Sheet]
	if !ok {
		return fault.New(fault.Invalid, "the workbook has no sheet %.60q", m.Sheet).Helped("choose one of: %s", strings.Join(w.names, ", "))
	}
	parts, err := w.read(func(name string) bool { return name == part })
	if err != nil {
		return err
	}
	if parts[part] == nil {
		return fault.New(fault.Invalid, "the sheet %.60q is missing in the workbook", m.Sheet)
	}
	x, err := intake.WalkXML(parts[part], w.lim)
	if err != nil {
		return err
	}
	s := sheetReader{workbook: w, x: x, fn: fn}
	x.Children(func(e intake.Element) {
		if e.Name == "sheetData" {
			x.Children(s.row)
		}
	})
	if s.stopped {
		return nil
	}
	return x.Close()
}
