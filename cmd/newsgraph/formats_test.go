package main

import (
	"strings"
	"testing"

	"newsgraph/loaders/format"
)

// TestFormatsAreKnownByContent gives the beginnings of inputs under names that say nothing or mislead.
func TestFormatsAreKnownByContent(t *testing.T) {
	cases := []struct{ data, name, want string }{
		{"The port authority closed two berths.\n\nNobody was hurt.", "a", "text"},
		{"Title: Berths closed\nDate: 2018-06-05\nSource: Ledger\n\nText.", "a.eml", "text"},
		{"Berths, quays and cranes\n\nThe authority closed two berths, and more.", "a", "text"},
		{"<!doctype html><title>T</title>", "a.xml", "html"},
		{"<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">", "a.xml", "html"},
		{"# Berths closed\n\nThe authority closed two berths.", "a.txt", "markdown"},
		{"---\ntitle: Berths closed\n---\nText.", "a", "markdown"},
		{"<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", "a.html", "feed"},
		{"<?xml version=\"1.0\"?><?xml-stylesheet href=\"x\"?><!-- x -->\n<feed xmlns=\"http://www.w3.org/2005/Atom\">", "a.html", "feed"},
		{`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">`, "a", "feed"},
		{`{"version": "https://jsonfeed.org/version/1.1", "title": "L"}`, "a.json", "feed"},
		{`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`, "a", "sitemap"},
		{"https://ledger.example/1\nhttps://ledger.example/2\n", "a.txt", "sitemap"},
		{"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a", "warc"},
		{"From x@example.org Tue Jun  5 10:00:00 2018\nFrom: x@example.org\n", "a", "mail"},
		{"From: x@example.org\nTo: y@example.org\nSubject: Berths\nDate: Tue, 5 Jun 2018 10:00:00 +0000\n\nText.", "a.txt", "mail"},
		{"From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example\nSubject: x\nDate: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=x\n\n", "a.html", "mail"},
		{"PK\x03\x04\x14\x00", "a.txt", "archive"},
		{"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a.txt", "pdf"},
		{`{"text": "x"}` + "\n", "a", "jsonl"},
		{`[{"text": "x"}]`, "a.txt", "jsonl"},
		{`{"@context": "https://schema.org", "@type": "NewsArticle"}`, "a", "jsonl"},
		{"title,text,date\nBerths,closed,2018\n", "a", "table"},
		{"url\theadline\tbody\n", "a.txt", "table"},
		{"<urn:s> <urn:p> \"o\" <urn:g> .\n", "a.txt", "rdf"},
		{"@prefix a: <urn:a> .\n", "a", "rdf"},
	}
	for _, c := range cases {
		picked, _, err := format.Pick(formats(), strings.NewReader(c.data), c.name)
		if err != nil || picked.Name() != c.want {
			t.Errorf("%.40q is %v, want %s (%v)", c.data, picked, c.want, err)
		}
	}
}
