package nobody // want: no rule says what this folder may import
