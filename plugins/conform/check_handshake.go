package conform

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/types/known/emptypb"

	pb "gander/plugins/variantpb"
)

// startCheck is the one check that fails where nothing runs at all.
const startCheck = "handshake/start"

var handshakeChecks = []Check{
	{ID: startCheck, Rule: "The variant starts, shakes hands and describes itself.",
		Hint: "Print the handshake's line as soon as the server listens. See the message for what came instead.", run: start},
	{ID: "handshake/line", Rule: "The first line on stdout is the handshake, within 10 s of the start.",
		Hint: "Print nothing to stdout before it; logs go to stderr.", Needs: []Need{process}, run: handshakeLine},
	{ID: "handshake/fields", Rule: "The handshake's first field is 1 and its fifth grpc.", Hint: "The line is 1|VERSION|NETWORK|ADDRESS|grpc|CERTIFICATE.",
		Needs: []Need{process}, run: shaken(handshakeFields)},
	{ID: "handshake/version", Rule: "Of the versions that the host offers, the plugin chooses the highest that it knows.",
		Hint: "Read PLUGIN_PROTOCOL_VERSIONS, a list with commas, and answer with 1.", Needs: []Need{process}, run: handshakeVersion},
	{ID: "handshake/address", Rule: "The server listens on this machine alone: on a socket in PLUGIN_UNIX_SOCKET_DIR, or on 127.0.0.1.",
		Hint: "Make the socket in the folder that PLUGIN_UNIX_SOCKET_DIR names.", Needs: []Need{process}, run: shaken(handshakeAddress)},
	{ID: "handshake/cookie", Rule: "Without the cookie the process ends by itself with a code other than 0.",
		Hint: "Compare GANDER_PLUGIN_COOKIE before anything else.", Needs: []Need{process}, run: withoutCookie(cookieCode)},
	{ID: "handshake/explains", Rule: "Started by hand, the plugin explains itself on stderr.",
		Hint: "Say that gander starts it.", Needs: []Need{process}, run: withoutCookie(cookieText)},
	{ID: "handshake/no-cookie-no-server", Rule: "Without the cookie nothing is served.", Hint: "Print no handshake without the cookie.",
		Needs: []Need{process}, run: withoutCookie(cookieServer)},
	{ID: "handshake/health", Rule: "grpc.health.v1 says that the service plugin is SERVING.", Hint: "Register the health service, and set plugin to SERVING.",
		Needs: []Need{process}, run: shaken(handshakeHealth)},
	{ID: "handshake/stdio", Rule: "plugin.GRPCStdio/StreamStdio is served, and its stream stays open.", Hint: "Hold the call until the process ends; it need not send anything.",
		Needs: []Need{process}, run: shaken(handshakeStdio)},
	{ID: "handshake/unknown-call", Rule: "A call of a later version is answered with UNIMPLEMENTED.", Hint: "gRPC does so by itself unless a catch-all is registered.",
		run: unknownCall},
	{ID: "handshake/tls", Rule: "Where the host gives a certificate, the handshake carries the plugin's own.",
		Hint:  "With PLUGIN_CLIENT_CERT set, serve TLS and put your certificate (DER, base64 without padding) into the sixth field. Where the language cannot, a manifest beside the plugin says so: {\"tls\": false}; see docs/protocol.md.",
		Needs: []Need{process, tlsUsed}, run: handshakeCertificate},
	{ID: "handshake/stranger", Rule: "Where the host gives a certificate, nobody without it is served.", Hint: "Require the client's certificate.",
		Needs: []Need{process, tlsUsed}, run: handshakeStranger},
}

var tlsUsed = Need{"TLS", usesTLS}

func usesTLS(s *subject) bool {
	p, ok := s.target.(plugin)
	if !ok || p.launcher.Plaintext {
		return false
	}
	found, err := p.launcher.Catalog.Find(p.name)
	return err == nil && !found.Plaintext
}

func start(ctx context.Context, s *subject) error {
	_, err := s.connect(ctx)
	return err
}

// shaken makes a check of a bare process that has shaken hands.
func shaken(check func(context.Context, *bare) error) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		b, err := s.shaken()
		if err != nil {
			return err
		}
		defer b.kill()
		return check(ctx, b)
	}
}

// handshakeLine is told even where the host could not start the plugin.
func handshakeLine(_ context.Context, s *subject) error {
	b, err := s.spawn(cookie)
	if err != nil {
		return err
	}
	defer b.kill()
	switch {
	case b.line == nil:
		return fmt.Errorf("no handshake came; stderr: %.300s", b.stderr)
	case len(b.before) > 0:
		return fmt.Errorf("before it came %q", b.before)
	}
	return nil
}

func handshakeFields(_ context.Context, b *bare) error {
	if b.line[0] != "1" || b.line[4] != "grpc" {
		return fmt.Errorf("the line is %s", strings.Join(b.line, "|"))
	}
	return nil
}

func handshakeVersion(_ context.Context, s *subject) error {
	b, err := s.shaken("PLUGIN_PROTOCOL_VERSIONS=99,1")
	if err != nil {
		return err
	}
	defer b.kill()
	if b.line[1] != "1" {
		return fmt.Errorf("offered 99 and 1, it chose %s", b.line[1])
	}
	return nil
}

func handshakeAddress(_ context.Context, b *bare) error {
	network, address := b.line[2], b.line[3]
	switch {
	case network == "unix" && filepath.Dir(address) == b.sockets:
		return nil
	case network == "tcp" && strings.HasPrefix(address, "127.0.0.1:"):
		return nil
	}
	return fmt.Errorf("it listens on %s %s; the folder is %s", network, address, b.sockets)
}

// withoutCookie makes a check of a process that was started by hand.
func withoutCookie(check func(*bare) error) func(context.Context, *subject) error {
	return func(_ context.Context, s *subject) error {
		b, err := s.spawn()
		if err != nil {
			return err
		}
		b.endsWithin(time.Second)
		defer b.kill()
		return check(b)
	}
}

func cookieCode(b *bare) error {
	if b.line != nil {
		return skip("it serves")
	}
	if !b.endsWithin(0) && !b.endsWithin(lineTime) {
		return errors.New("it does not end")
	}
	if b.cmd.ProcessState.Success() {
		return errors.New("it ends with code 0")
	}
	return nil
}

func cookieText(b *bare) error {
	if strings.TrimSpace(b.stderr.String()) == "" {
		return errors.New("stderr is empty")
	}
	return nil
}

func cookieServer(b *bare) error {
	if b.line != nil {
		return fmt.Errorf("it prints %s", strings.Join(b.line, "|"))
	}
	return nil
}

func handshakeHealth(ctx context.Context, b *bare) error {
	m, err := healthpb.NewHealthClient(b.conn).Check(ctx, &healthpb.HealthCheckRequest{Service: "plugin"})
	if err == nil && m.Status != healthpb.HealthCheckResponse_SERVING {
		err = fmt.Errorf("it says %v", m.Status)
	}
	return err
}

func handshakeStdio(ctx context.Context, b *bare) error {
	call, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := b.conn.NewStream(call, &grpc.StreamDesc{ServerStreams: true}, stdioMethod)
	ended := make(chan error, 1)
	go func() {
		if err == nil {
			_ = stream.SendMsg(&emptypb.Empty{}) // RecvMsg tells of errors
			_ = stream.CloseSend()
		}
		for err == nil {
			err = stream.RecvMsg(&emptypb.Empty{})
		}
		ended <- err
	}()
	b.settle(ctx)
	select {
	case err := <-ended:
		return fmt.Errorf("the stream ends: %w", err)
	default:
		return nil
	}
}

func unknownCall(ctx context.Context, s *subject) error {
	running, err := s.connect(ctx)
	if err != nil {
		return err
	}
	err = running.conn.Invoke(ctx, "/gander.variant.v1.Variant/CallOfTomorrow", &emptypb.Empty{}, &emptypb.Empty{})
	return refused("CallOfTomorrow", err, codes.Unimplemented)
}

// certificate is a host's, as PLUGIN_CLIENT_CERT gives it.
func certificate() (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		return "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, DNSNames: []string{"localhost"},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), err
}

// secured starts a process that is to use TLS.
func (s *subject) secured() (*bare, error) {
	pem, err := certificate()
	if err != nil {
		return nil, err
	}
	return s.shaken("PLUGIN_CLIENT_CERT=" + pem)
}

func handshakeCertificate(_ context.Context, s *subject) error {
	b, err := s.secured()
	if err != nil {
		return err
	}
	defer b.kill()
	if len(b.line) < 6 {
		return fmt.Errorf("the line has %d fields", len(b.line))
	}
	der, err := base64.RawStdEncoding.DecodeString(b.line[5])
	if err == nil {
		_, err = x509.ParseCertificate(der)
	}
	return err
}

func handshakeStranger(ctx context.Context, s *subject) error {
	b, err := s.secured()
	if err != nil {
		return err
	}
	defer b.kill()
	if b.serves(ctx, insecure.NewCredentials()) {
		return errors.New("a connection without TLS was served")
	}
	// What the server is does not matter to one who has no certificate himself.
	if b.serves(ctx, credentials.NewTLS(&tls.Config{InsecureSkipVerify: true})) {
		return errors.New("a connection without a certificate was served")
	}
	return nil
}

// serves tells whether the process serves a connection with these credentials.
func (b *bare) serves(ctx context.Context, c credentials.TransportCredentials) bool {
	conn, err := grpc.NewClient(b.target(), grpc.WithTransportCredentials(c))
	if err != nil {
		return false
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err = pb.NewVariantClient(conn).Describe(ctx, &pb.DescribeRequest{})
	return err == nil
}
