package fetch

import "testing"

// TestPassing wants what may be gone later to be told from what will not.
func TestPassing(t *testing.T) {
	for code, want := range map[string]bool{
		"TIMEOUT": true, "CUT_SHORT": true, "NETWORK": true, "HTTP_408": true, "HTTP_429": true, "HTTP_500": true, "HTTP_503": true,
		"HTTP_404": false, "HTTP_410": false, "HTTP_501": false, "HTTP_": false, "": false, "ROBOTS": false, "TOO_LARGE": false, "503": false,
	} {
		if got := Passing(code); got != want {
			t.Errorf("%q: %v", code, got)
		}
	}
}
