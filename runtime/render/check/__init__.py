"""What checking scripts came to, in text: for people, for GitHub, for whoever reads SARIF."""
