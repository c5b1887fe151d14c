package wire

import "time"

// A Share is a bill of materials given to a recipient by a link.
type Share struct {
	ID        string     `json:"id" readOnly:"true"`
	Release   string     `json:"release" doc:"id of the release"`
	SBOM      string     `json:"sbom,omitempty" doc:"id of the bill of materials; the one in use when it is not said"`
	Model     string     `json:"model,omitempty" readOnly:"true"`
	Version   string     `json:"version,omitempty" readOnly:"true"`
	Recipient string     `json:"recipient" doc:"the organisation that receives it" maxLength:"300"`
	Contact   string     `json:"contact" doc:"the person there, or an address" maxLength:"300"`
	Purpose   string     `json:"purpose" doc:"what they need it for" maxLength:"300"`
	Form      string     `json:"form,omitempty" enum:"cyclonedx,spdx,original" default:"cyclonedx" doc:"CycloneDX 1.6, SPDX 2.3, or as it arrived"`
	Scope     string     `json:"scope,omitempty" enum:"whole,open" default:"whole" doc:"open leaves out the parts that are marked redacted"`
	LeftOut   int        `json:"left_out,omitempty" readOnly:"true" doc:"parts that were left out"`
	Days      int        `json:"days,omitempty" writeOnly:"true" minimum:"1" maximum:"366" default:"30" doc:"how long the link is good"`
	Most      int        `json:"downloads_allowed,omitempty" minimum:"0" maximum:"1000" doc:"0 for any number"`
	Password  string     `json:"password,omitempty" writeOnly:"true" doc:"that the link asks for; 8 characters or more"`
	File      string     `json:"file,omitempty" readOnly:"true"`
	Size      int64      `json:"size,omitempty" readOnly:"true"`
	SHA256    string     `json:"sha256,omitempty" readOnly:"true" doc:"of the file that the recipient gets"`
	State     string     `json:"state,omitempty" readOnly:"true" doc:"live, expired, used up or revoked"`
	Made      *time.Time `json:"made,omitempty" readOnly:"true"`
	By        string     `json:"by,omitempty" readOnly:"true"`
	Expires   *time.Time `json:"expires,omitempty" readOnly:"true"`
	Taken     int        `json:"downloads" readOnly:"true"`
	LastTaken *time.Time `json:"last_download,omitempty" readOnly:"true"`
	Revoked   *time.Time `json:"revoked,omitempty" readOnly:"true"`
	RevokedBy string     `json:"revoked_by,omitempty" readOnly:"true"`
	Locked    bool       `json:"asks_password,omitempty" readOnly:"true"`
	Newer     bool       `json:"newer_list_in_use,omitempty" readOnly:"true" doc:"the release has another bill of materials in use by now"`
	Link      string     `json:"link,omitempty" readOnly:"true" doc:"path of the link on this server; in the answer that makes it and never again"`
	Fetches   []Fetch    `json:"fetches,omitempty" readOnly:"true" doc:"the newest 500 downloads, of one share"`
}

// A Fetch is one download by a link.
type Fetch struct {
	At      time.Time `json:"at"`
	Address string    `json:"address" doc:"that it came from"`
	Agent   string    `json:"agent,omitempty" doc:"what the program there calls itself"`
}
