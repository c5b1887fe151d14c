package org

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// A password has so many characters: NIST SP 800-63B asks for length, and for
// nothing about kinds of characters.
const minPassword, maxPassword = 12, 128

// GuessedWords are what guessers begin with, besides what they know of the
// person: a password that is little else is refused (ASVS 5.0, 6.2.11).
var GuessedWords = []string{"aceso", "password", "passwort", "admin", "administrator", "welcome", "willkommen", "letmein", "qwerty", "qwertz", "asdf", "abcdef", "iloveyou", "changeme", "secret", "hospital", "medical", "device", "test"}

// leftAtLeast is how many letters a password has besides words that are guessed.
const leftAtLeast = 6

// CheckPassword tells what is wrong with a new password. about is what can be
// known of its owner: names and addresses.
func CheckPassword(p secret.Secret, about ...string) error {
	n := utf8.RuneCountInString(p.Reveal())
	if n < minPassword || n > maxPassword {
		return fault.New(fault.Invalid, "a password has %d to %d characters, this one has %d", minPassword, maxPassword, n).
			Helped("take a few words that don't belong together")
	}
	if left(p.Reveal(), about) < leftAtLeast {
		return fault.New(fault.Invalid, "this password is easy to guess: besides names, common words, numbers and repeats hardly anything is left").
			Helped("take a few words that don't belong together")
	}
	return nil
}

// written is what is read for a sign or digit that stands for a letter.
var written = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// left counts the different letters of a password that are in no word that is
// guessed, however it is written. Digits, signs and repeats count nothing,
// since guessers vary just these.
func left(password string, about []string) int {
	words := slices.Clone(GuessedWords)
	for _, a := range about {
		words = append(words, strings.FieldsFunc(strings.ToLower(a), func(r rune) bool { return !unicode.IsLetter(r) })...)
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) }) // the longest first: administrator before admin
	plain := []rune(strings.ToLower(password))
	read := []rune(written.Replace(string(plain))) // as long: one sign stands for one letter
	for _, w := range words {
		if utf8.RuneCountInString(w) >= 3 {
			blank(read, plain, []rune(w))
		}
	}
	seen := map[rune]bool{}
	for _, r := range plain {
		if unicode.IsLetter(r) {
			seen[r] = true
		}
	}
	return len(seen)
}

// blank takes a word out of a text wherever it is read in it.
func blank(read, plain, word []rune) {
	for i := 0; i+len(word) <= len(read); i++ {
		if !slices.Equal(read[i:i+len(word)], word) {
			continue
		}
		for j := range word {
			read[i+j], plain[i+j] = ' ', ' '
		}
	}
}
