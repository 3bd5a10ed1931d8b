package conform_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"os"
	"time"

	"gander/plugins/sdk"
)

// trusting serves TLS to whoever comes, with a certificate or without.
func trusting(args []string) int {
	if !watched() || len(args) > 0 {
		return sdk.Serve(good, args...)
	}
	os.Unsetenv("PLUGIN_CLIENT_CERT") // or the library would ask for the client's
	pair, err := selfSigned()
	if err != nil {
		panic(err)
	}
	rewrite(func(fields []string) { fields[5] = base64.RawStdEncoding.EncodeToString(pair.Certificate[0]) })
	serveWith(func() (*tls.Config, error) {
		return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
	})
	return 0
}

// selfSigned is a certificate that a host takes for the plugin's.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, DNSNames: []string{"localhost"},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
