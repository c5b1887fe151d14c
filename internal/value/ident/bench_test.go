package ident_test

import (
	"testing"

	"aceso/internal/value/ident"
)

func BenchmarkParsePURL(b *testing.B) {
	in := []string{
		"pkg:npm/%40babel/core@7.23.0",
		"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar",
		"pkg:golang/github.com/Azure/azure-sdk-for-go@v68.0.0",
		"pkg:deb/debian/libssl1.1@1.1.1n-0%2Bdeb11u3?arch=amd64&upstream=openssl&distro=debian-11",
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := ident.ParsePURL(in[i%len(in)]); err != nil {
			b.Fatal(err)
		}
	}
}
