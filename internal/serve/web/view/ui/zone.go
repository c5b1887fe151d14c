package ui

import (
	"context"
	"time"
)

// Zones are time zones that a form proposes; every other that there is can be
// written too.
var Zones = []string{
	"UTC", "Europe/Lisbon", "Europe/London", "Europe/Dublin", "Europe/Madrid", "Europe/Paris", "Europe/Brussels", "Europe/Amsterdam", "Europe/Berlin", "Europe/Zurich", "Europe/Rome", "Europe/Vienna",
	"Europe/Prague", "Europe/Warsaw", "Europe/Copenhagen", "Europe/Oslo", "Europe/Stockholm", "Europe/Helsinki", "Europe/Athens", "Europe/Bucharest", "Europe/Kyiv", "Europe/Istanbul",
	"Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Asia/Jerusalem", "Asia/Riyadh", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Jakarta",
	"Asia/Singapore", "Asia/Hong_Kong", "Asia/Shanghai", "Asia/Taipei", "Asia/Manila", "Asia/Seoul", "Asia/Tokyo", "Australia/Perth", "Australia/Adelaide", "Australia/Brisbane", "Australia/Sydney",
	"Pacific/Auckland", "America/St_Johns", "America/Halifax", "America/New_York", "America/Toronto", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
	"Pacific/Honolulu", "America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago", "America/Sao_Paulo", "America/Argentina/Buenos_Aires",
}

type zoneKey struct{}

// inZone has times below it written as a time zone has them.
func inZone(ctx context.Context, name string) context.Context {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" {
		return ctx
	}
	return context.WithValue(ctx, zoneKey{}, zone)
}

// local is a time as the page's zone has it.
func local(ctx context.Context, t time.Time) time.Time {
	if zone, ok := ctx.Value(zoneKey{}).(*time.Location); ok {
		return t.In(zone)
	}
	return t.UTC()
}

// At writes a time to the minute as the page's zone has it, and says which that is.
func At(ctx context.Context, t time.Time) string {
	return local(ctx, t).Format("2 Jan 2006, 15:04 ") + zoneName(local(ctx, t))
}

// Clock writes the time of day as the page's zone has it.
func Clock(ctx context.Context, t time.Time) string {
	return local(ctx, t).Format("15:04 ") + zoneName(local(ctx, t))
}

// DayIn writes a date as the page's zone has it.
func DayIn(ctx context.Context, t time.Time) string { return local(ctx, t).Format("2 Jan 2006") }

// zoneName is a zone's short name, or how far it is from UTC where it has none.
func zoneName(t time.Time) string {
	name, _ := t.Zone()
	if name != "" && (name[0] == '+' || name[0] == '-') {
		return "UTC" + name
	}
	return name
}
