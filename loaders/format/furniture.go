package format

import (
	"path"
	"strings"
)

// IsFurniture says whether a media type is one of what pages and letters are made of besides text: pictures, sound,
// fonts, styles, scripts. Containers pass over such entries without a word.
func IsFurniture(contentType string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	class, name, _ := strings.Cut(strings.TrimSpace(kind), "/")
	switch class {
	case "image", "audio", "video", "font":
		return true
	case "text", "application":
		return name == "css" || strings.Contains(name, "javascript") || strings.Contains(name, "ecmascript") || strings.Contains(name, "font") ||
			name == "x-shockwave-flash" || name == "wasm" || name == "pgp-signature" || name == "pkcs7-signature" || name == "x-pkcs7-signature" || name == "calendar"
	}
	return false
}

// IsFurnitureName says the same of a file by its name, hidden files among them.
func IsFurnitureName(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && strings.Trim(part, ".") != "" || part == "__MACOSX" {
			return true
		}
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff", ".mp3", ".mp4", ".m4a", ".mov", ".avi", ".webm", ".ogg", ".wav",
		".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".swf", ".db":
		return true
	}
	return false
}
