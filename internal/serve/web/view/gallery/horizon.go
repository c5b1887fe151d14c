package gallery

import (
	"time"

	"aceso/internal/serve/web/view/component"
	"aceso/internal/serve/web/view/horizon"
	"aceso/internal/serve/web/view/ui"
)

func on(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func endOfSupport(f ui.Frame) horizon.Page {
	device := func(name string, end time.Time) horizon.Device {
		return horizon.Device{Link: ui.Link{Label: name, URL: "/releases/1"}, End: end}
	}
	rows := []horizon.Row{
		{Key: "1", URL: "/components/1", Name: "openssl", Version: "3.0.15", Supplier: "OpenSSL project", Support: unsupported, Over: true, Devices: []horizon.Device{device("Aurelia IP-200 4.2.0", on(2032, 6, 30)), device("Aurelia IP-100 2.1.0", time.Time{})}, Outlived: 4, Plan: "by 31 March 2027: move to 3.5", PlanState: ui.State{Word: "in work", Look: ui.Moving}},
		{Key: "2", URL: "/components/2", Name: "qtbase", Version: "5.15.2", Supplier: "The Qt Company", Support: component.Support{State: ui.State{Word: "supported", Look: ui.Fine}, Level: "actively maintained", Until: on(2029, 12, 31), By: "Dele Okoro", Differ: true}, Devices: []horizon.Device{device("Aurelia IP-200 4.2.0", on(2032, 6, 30))}, Outlived: 1},
	}
	p := horizon.New(f)
	p.Counts = horizon.Counts{Outlived: 14, Over: 5, Year: 2, Unplanned: 11, Endless: 3}
	p.List = drawn(horizon.Parts, "", 14, rows...)
	p.Figure = horizon.Line([]horizon.Lasting{
		{Name: "Aurelia IP-200 4.2.0", URL: "/horizon?release=1", End: on(2032, 6, 30), Parts: []horizon.Ending{
			{Name: "openssl 3.0.15", End: on(2026, 9, 7), Words: "ends before the device", Bad: true, Over: true},
			{Name: "busybox 1.34.1", Words: "ends before the device", Bad: true, Over: true},
			{Name: "qtbase 5.15.2", End: on(2029, 12, 31), Words: "ends before the device", Bad: true},
			{Name: "linux 6.12", End: on(2035, 1, 1), Words: "lasts as long"},
		}},
		{Name: "Aurelia IP-100 2.1.0", URL: "/horizon?release=2", Parts: []horizon.Ending{{Name: "zlib 1.2.11", End: on(2028, 1, 1), Words: "no end stated"}}},
	}, f.Now, "/horizon.csv")
	return p
}

func endOfSupportEmpty(f ui.Frame) horizon.Page {
	p := horizon.New(f)
	p.None = true
	return p
}
