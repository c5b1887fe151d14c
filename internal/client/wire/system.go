package wire

import "time"

// A System is how an installation stands.
type System struct {
	Version  string    `json:"version"`
	Go       string    `json:"go"`
	Started  time.Time `json:"started" doc:"when this server began"`
	Clock    time.Time `json:"clock" doc:"of this server"`
	Database Database  `json:"database"`
	Disk     *Disk     `json:"disk,omitempty" doc:"of the data folder; absent when it can't be told"`
	Checks   []Check   `json:"checks" doc:"what the doctor finds without reading logs, evidence and data through: aceso doctor does"`
	Backups  []Backup  `json:"backups" doc:"the newest 20 runs"`
}

// A Database is where everything is kept.
type Database struct {
	Engine string    `json:"engine"`
	Size   int64     `json:"size" doc:"in bytes"`
	Clock  time.Time `json:"clock"`
}

// A Disk is the file system of the data folder.
type Disk struct {
	Free  uint64 `json:"free"`
	Whole uint64 `json:"whole"`
}

// A Check is one thing that the doctor looked at.
type Check struct {
	ID    string `json:"id"`
	State string `json:"state" doc:"ok, warning or fault"`
	Text  string `json:"text"`
	Fix   string `json:"fix,omitempty"`
}

// A Backup is one time that a backup was made, verified, tried or restored.
type Backup struct {
	Kind    string     `json:"kind" doc:"backup, verify, drill (restored into a folder that was dropped) or restore"`
	At      time.Time  `json:"at"`
	Seconds float64    `json:"seconds" doc:"how long it took"`
	Made    *time.Time `json:"made,omitempty" doc:"when the backup was made"`
	File    string     `json:"file"`
	Size    int64      `json:"size"`
	Problem string     `json:"problem,omitempty" doc:"absent when all was well"`
	By      string     `json:"by"`
	Version string     `json:"version" doc:"of the program"`
}
