// Package org holds who works where and who may do what: organisations,
// people, their roles, and the one table that says what a role may do.
package org

import (
	"slices"

	"aceso/internal/value/fault"
)

// A Permission is one thing that somebody may be allowed to do.
type Permission string

// The permissions. A route, a move in a state table and a command each name one.
const (
	ReadProducts    Permission = "products:read"
	WriteProducts   Permission = "products:write"
	ImportSBOM      Permission = "sbom:import"
	ShareSBOM       Permission = "sbom:share"
	ReadFindings    Permission = "findings:read"
	WorkFindings    Permission = "findings:work"
	ReadNames       Permission = "names:read"
	WriteNames      Permission = "names:write"
	ReadIntel       Permission = "intel:read"
	ManageIntel     Permission = "intel:manage"
	ReadSystem      Permission = "system:read"
	ManageJobs      Permission = "jobs:manage"
	ReadLog         Permission = "log:read"
	ReadPeople      Permission = "people:read"
	ManagePeople    Permission = "people:manage"
	ManageSettings  Permission = "settings:manage"
	ManageOwnTokens Permission = "tokens:own"
	KeepViews       Permission = "views:keep"  // views of lists, for oneself
	ShareViews      Permission = "views:share" // with everybody in the organisation

	EnterCases       Permission = "cases:enter" // what a customer or a stranger told, by hand
	ReadCases        Permission = "cases:read"
	WorkCases        Permission = "cases:work"
	DecideHarm       Permission = "harm:decide" // what could reach a patient, and whether the risk is controlled
	DecideVEX        Permission = "vex:decide"  // affected or not, towards customers
	AcceptRisk       Permission = "risks:accept"
	WriteAdvisory    Permission = "advisories:write"
	PublishAdvisory  Permission = "advisories:publish"
	WorkRemediation  Permission = "remediation:work"
	ReadCustomers    Permission = "customers:read"
	WriteCustomers   Permission = "customers:write"
	ManagePublicFace Permission = "public:manage" // what strangers may read and send
)

// Permissions is every permission, in the order that pages show.
var Permissions = []Permission{
	ReadProducts, WriteProducts, ImportSBOM, ShareSBOM, ReadFindings, WorkFindings, ReadNames, WriteNames,
	ReadIntel, ManageIntel, ReadSystem, ManageJobs, ReadLog, ReadPeople, ManagePeople, ManageSettings, ManageOwnTokens, KeepViews, ShareViews,
	EnterCases, ReadCases, WorkCases, DecideHarm, DecideVEX, AcceptRisk, WriteAdvisory, PublishAdvisory, WorkRemediation, ReadCustomers, WriteCustomers, ManagePublicFace,
}

// A Role is a hat. One person can wear many.
type Role string

// The roles of both sides (domain roles PSO, ENG, RA, QA, CLIN, SVC, EXEC and the hospital's).
const (
	Administrator Role = "administrator"
	Security      Role = "security"
	Engineer      Role = "engineer"
	Quality       Role = "quality"
	Clinical      Role = "clinical"
	FieldService  Role = "field service"
	Executive     Role = "executive"
	Biomedical    Role = "biomedical"
	Analyst       Role = "analyst"
	Procurement   Role = "procurement"
	Trainee       Role = "trainee"
	Auditor       Role = "auditor"
)

// reading is what everybody who works with devices may see.
var reading = []Permission{ReadProducts, ReadFindings, ReadNames, ReadIntel, ManageOwnTokens, KeepViews}

// roles is the one table of who may do what, in the order that pages show.
var roles = []struct {
	role Role
	does string
	may  []Permission
}{
	{Administrator, "sets up the organisation, its people and its data sources", slices.Concat(reading, []Permission{ShareViews, WriteProducts, ImportSBOM, ShareSBOM, WriteNames, ManageIntel, ReadSystem, ManageJobs, ReadLog, ReadPeople, ManagePeople, ManageSettings, ManagePublicFace})},
	{Security, "leads product security: parts, weaknesses, decisions", slices.Concat(reading, []Permission{ShareViews, WriteProducts, ImportSBOM, ShareSBOM, WorkFindings, WriteNames, ManageIntel, ReadSystem, ManageJobs, ReadLog, ReadPeople, EnterCases, ReadCases, WorkCases, DecideHarm, DecideVEX, AcceptRisk, WriteAdvisory, PublishAdvisory, WorkRemediation, ReadCustomers, WriteCustomers, ManagePublicFace})},
	{Engineer, "builds the device and keeps its parts list", slices.Concat(reading, []Permission{ShareViews, WriteProducts, ImportSBOM, WorkFindings, WriteNames, EnterCases, ReadCases, WorkCases, WorkRemediation})},
	{Quality, "regulatory and quality: proves what was done", slices.Concat(reading, []Permission{ShareViews, ShareSBOM, ReadLog, ReadPeople, EnterCases, ReadCases, WorkCases, DecideHarm, DecideVEX, AcceptRisk, WriteAdvisory, PublishAdvisory, WorkRemediation, ReadCustomers, WriteCustomers, ManagePublicFace})},
	{Clinical, "weighs what harm could reach a patient", slices.Concat(reading, []Permission{WorkFindings, EnterCases, ReadCases, DecideHarm})},
	{FieldService, "serves devices at the customer's", slices.Concat(reading, []Permission{EnterCases, ReadCustomers, WriteCustomers, WorkRemediation})},
	{Executive, "aligns people and money with the risk", slices.Concat(reading, []Permission{ReadLog, ReadPeople, ReadCases, AcceptRisk, ReadCustomers})},
	{Biomedical, "keeps the hospital's devices", slices.Concat(reading, []Permission{ShareViews, WriteProducts, ImportSBOM, WorkFindings})},
	{Analyst, "watches the hospital's exposure", slices.Concat(reading, []Permission{ShareViews, WriteProducts, ImportSBOM, WorkFindings, WriteNames, ManageIntel, ReadSystem, ReadLog, AcceptRisk})},
	{Procurement, "buys devices under conditions", slices.Concat(reading, []Permission{ImportSBOM})},
	{Trainee, "learns", []Permission{ManageOwnTokens}},
	{Auditor, "reads everything, changes nothing", slices.Concat([]Permission{ReadProducts, ReadFindings, ReadNames, ReadIntel}, []Permission{ReadSystem, ReadLog, ReadPeople, ReadCases, ReadCustomers})},
}

// Roles returns every role in the order that pages show.
func Roles() []Role {
	out := make([]Role, len(roles))
	for i, r := range roles {
		out[i] = r.role
	}
	return out
}

// Does says in a few words what somebody in this role is there for; "" for an unknown role.
func (r Role) Does() string {
	for _, row := range roles {
		if row.role == r {
			return row.does
		}
	}
	return ""
}

// May returns what a role is allowed; nothing for an unknown one.
func (r Role) May() []Permission {
	for _, row := range roles {
		if row.role == r {
			return slices.Clone(row.may)
		}
	}
	return nil
}

// An Actor is who asks, and for which organisation.
type Actor struct {
	Org    string
	Person string // id; "" for the program itself
	Name   string // as the log prints it
	Roles  []Role
	Scope  []Permission // of an API token; nil when a person is signed in: no narrowing
	Token  string       // id of the API token in use; "" for a session
	System bool         // the program itself, in a job that nobody waits for
	Strong bool         // a person who has shown two factors in this session
}

// Allowed tells whether the actor has the permission: some role gives it, and
// the token in use, if any, does not leave it out. It is the one reader of the table.
func (a Actor) Allowed(p Permission) bool {
	if a.System {
		return true
	}
	if a.Token != "" && !slices.Contains(a.Scope, p) {
		return false
	}
	return a.role(p)
}

// role tells whether one of the actor's roles has a permission.
func (a Actor) role(p Permission) bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(r.May(), p) })
}

// May refuses with a fault that says what is missing when the actor is not allowed.
func (a Actor) May(p Permission) error {
	if a.Allowed(p) {
		return nil
	}
	if a.Person == "" && a.Token == "" {
		return fault.New(fault.Unsigned, "you are not signed in").Helped("sign in, or send an API token")
	}
	if a.Token != "" && a.role(p) {
		return fault.New(fault.Forbidden, "this takes the permission %s, which is not in the scope of the API token; your roles have it", p).
			Helped("make a token whose scope has %s", p)
	}
	return fault.New(fault.Forbidden, "this takes the permission %s, which you don't have", p).
		Helped("ask an administrator of your organisation for a role that has it")
}

// Program is the actor for what the program does by itself for an organisation.
func Program(org string) Actor { return Actor{Org: org, Name: "Aceso", System: true} }
